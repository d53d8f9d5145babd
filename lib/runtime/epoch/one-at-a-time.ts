/** Runs work under a name. */
export type Turns = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Has work of one name done one after the other, in the order in which it was asked for. */
export function oneAtATime(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (last.get(name) === mine) last.delete(name);
    }
  };
}
