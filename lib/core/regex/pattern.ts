import { type Instruction, type Program, programOf } from './program.ts';
import { PatternFault } from './read-class.ts';
import { readPattern } from './read-pattern.ts';
import type { Assertion } from './tree.ts';

/** A regular expression whose search is linear in the text, whatever the pattern. */
export interface Pattern {
  /** Whether a part of the text matches. */
  readonly test: (text: string) => boolean;
}

/** A pattern, or why a text is none. */
export type ReadPattern =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly reason: string };

/** Longest text of a pattern. Units: UTF-16 units. */
const MAX_PATTERN_LENGTH = 1_000;

/**
 * Reads a pattern in RE2's syntax: no references back, no looking around, so no search that explodes.
 *
 * A text is read by code points; halves of surrogate pairs are characters of their own. `\d`, `\w`, `\s` and
 * `\b` are of ASCII, as in RE2.
 */
export function compilePattern(text: string): ReadPattern {
  if (text.length > MAX_PATTERN_LENGTH) {
    return { ok: false, reason: `it is longer than ${MAX_PATTERN_LENGTH} characters` };
  }
  try {
    const machine = new Machine(programOf(readPattern(text)));
    return { ok: true, pattern: { test: (within) => machine.finds(within) } };
  } catch (error) {
    if (error instanceof PatternFault) return { ok: false, reason: error.reason };
    throw error;
  }
}

/** What a character is to the assertions beside it. */
const SIDES = { edge: 0, newline: 1, word: 2, other: 3 } as const;
type Side = (typeof SIDES)[keyof typeof SIDES];

/** Instructions that wait for a character, and what stood before it. */
interface State {
  readonly waiting: readonly number[];
  readonly before: Side;
  /** States after characters of ASCII, as far as they are known; `null`: the pattern is found. */
  readonly after: (State | null | undefined)[];
  /** Whether the pattern is found where the text ends here, if that is known. */
  atEnd: boolean | undefined;
}

const ASCII = 128;

/** Most states that are kept: then it starts anew, so that memory is bounded. */
const MAX_STATES = 500;

/**
 * Looks at each character once. States are sets of instructions that are made when a text leads to them, so
 * most characters cost one look into a table.
 *
 * Source: R. Cox, "Regular Expression Matching Can Be Simple And Fast".
 */
class Machine {
  readonly #program: Program;
  #states = new Map<string, State>();

  constructor(program: Program) {
    this.#program = program;
  }

  finds(text: string): boolean {
    let state = this.#state([], SIDES.edge);
    const length = text.length;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      let next: State | null | undefined = unit < ASCII ? state.after[unit] : undefined;
      if (next === undefined) {
        const point = text.codePointAt(i) as number;
        if (point > 0xffff) i++;
        next = this.#next(state, point);
      }
      if (next === null) return true;
      state = next;
    }
    state.atEnd ??= this.#reached(state, SIDES.edge) === undefined;
    return state.atEnd;
  }

  /** The state after a character; `null` if the pattern is found before it. */
  #next(state: State, point: number): State | null {
    const side = sideOf(point);
    const reached = this.#reached(state, side);
    const next = reached === undefined ? null : this.#state(this.#taken(reached, point), side);
    if (point < ASCII) state.after[point] = next;
    return next;
  }

  /** Instructions that wait for the character that comes; `undefined` if the pattern is found before it. */
  #reached({ waiting, before }: State, after: Side): readonly number[] | undefined {
    const { instructions, start } = this.#program;
    const seen = new Uint8Array(instructions.length);
    const open = [...waiting, start];
    const reached: number[] = [];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen[at] === 1) continue;
      seen[at] = 1;
      const instruction = instructions[at] as Instruction;
      if (instruction.op === 'match') return undefined;
      if (instruction.op === 'one') reached.push(at);
      else if (instruction.op === 'fork') open.push(instruction.next, instruction.other);
      else if (HOLDS[instruction.assertion](before, after)) open.push(instruction.next);
    }
    return reached;
  }

  #taken(reached: readonly number[], point: number): readonly number[] {
    const next = new Set<number>();
    for (const at of reached) {
      const instruction = this.#program.instructions[at] as Instruction;
      if (instruction.op === 'one' && instruction.holds(point)) next.add(instruction.next);
    }
    return [...next].sort((a, b) => a - b);
  }

  #state(waiting: readonly number[], before: Side): State {
    const name = `${before}:${waiting.join(',')}`;
    const known = this.#states.get(name);
    if (known !== undefined) return known;
    if (this.#states.size >= MAX_STATES) this.#states = new Map();
    const after = new Array<State | undefined>(ASCII).fill(undefined);
    const state: State = { waiting, before, after, atEnd: undefined };
    this.#states.set(name, state);
    return state;
  }
}

function sideOf(point: number): Side {
  if (point === 10) return SIDES.newline;
  const isWord =
    (point >= 48 && point <= 57) ||
    (point >= 65 && point <= 90) ||
    (point >= 97 && point <= 122) ||
    point === 95;
  return isWord ? SIDES.word : SIDES.other;
}

const isBoundary = (before: Side, after: Side): boolean =>
  (before === SIDES.word) !== (after === SIDES.word);

const HOLDS: Readonly<Record<Assertion, (before: Side, after: Side) => boolean>> = {
  beginText: (before) => before === SIDES.edge,
  endText: (_before, after) => after === SIDES.edge,
  beginLine: (before) => before === SIDES.edge || before === SIDES.newline,
  endLine: (_before, after) => after === SIDES.edge || after === SIDES.newline,
  wordBoundary: isBoundary,
  noWordBoundary: (before, after) => !isBoundary(before, after),
};
