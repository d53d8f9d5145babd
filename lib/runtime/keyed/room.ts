/** How much one epoch takes: of what it will write, in characters, and of time. */
export interface Room {
  /** What results and events may take together; the last of them may take more. */
  readonly limit: number;
  /** Says that one more thing happens: an event comes, or time passes for a key. */
  begin(): void;
  /** How many things have happened. */
  begun(): number;
  /** Takes some of the room for a result, or for an event on its way to a state. */
  add(characters: number): void;
  /** How much of the room for those is taken. Characters. */
  used(): number;
  /** Takes some of the room for a state: of that there is more, for it is written once per epoch. */
  addState(characters: number): void;
  /** Whether nothing more should happen. One thing always may. */
  isOver(): boolean;
  /** Whether there is room for the state of one more key. */
  hasRoomForState(): boolean;
}

/** How much more room there is for states than for results. */
const STATES = 8;

/** @param isSpent - Whether time is up. */
export function room(limit: number, isSpent: () => boolean): Room {
  let begun = 0;
  let used = 0;
  let states = 0;
  return {
    limit,
    begin() {
      begun++;
    },
    begun: () => begun,
    add(characters) {
      used += characters;
    },
    used: () => used,
    addState(characters) {
      states += characters;
    },
    isOver: () => begun > 0 && (used >= limit || isSpent()),
    hasRoomForState: () => begun === 0 || states < limit * STATES,
  };
}
