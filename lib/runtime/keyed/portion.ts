/**
 * Which of the results of one thing that happens leave in one epoch: those behind what has left, as
 * far as there is room, and at least one.
 */
export interface Portion {
  /** Whether the next result leaves; asked once for each, in their order. */
  takes(): boolean;
  /** Says how large the last one is that leaves. */
  add(characters: number): void;
  /** How many have left, those before included; `undefined` if that is all of them. */
  cutAt(): number | undefined;
}

export interface PortionOptions {
  /** So many results have left before. */
  readonly from: number;
  /** Characters. */
  readonly room: number;
  /** Is told what leaves, too. */
  readonly spend?: (characters: number) => void;
}

export function portion({ from, room, spend }: PortionOptions): Portion {
  let next = 0;
  let left = room;
  let cut: number | undefined;
  return {
    takes() {
      const index = next++;
      if (index < from) return false;
      if (left > 0) return true;
      cut ??= index;
      return false;
    },
    add(characters) {
      left -= characters;
      spend?.(characters);
    },
    cutAt: () => cut,
  };
}

/** All results, as large as they may be. */
export const everything = (): Portion => portion({ from: 0, room: Number.POSITIVE_INFINITY });

/** None: what happens has happened before, and its results have left. */
export const nothing = (): Portion =>
  portion({ from: Number.POSITIVE_INFINITY, room: Number.POSITIVE_INFINITY });
