/** Methods that move or give items without a look at each of the others. */
const MOVES: readonly PropertyKey[] = ['splice', 'slice', 'at', 'push'];

/** The list itself, with a count of the items that are looked at. */
export function counted<T>(items: T[], look: () => void): T[] {
  return new Proxy(items, {
    get(target, name) {
      const member = Reflect.get(target, name) as unknown;
      if (typeof member === 'function') {
        return (...args: unknown[]) => {
          if (!MOVES.includes(name)) target.forEach(look);
          return (member as (...all: unknown[]) => unknown).apply(target, args);
        };
      }
      if (name !== 'length') look();
      return member;
    },
  });
}
