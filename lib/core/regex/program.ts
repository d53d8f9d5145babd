import { PatternFault } from './read-class.ts';
import type { Assertion, CharacterClass, ClassItem, PatternTree } from './tree.ts';

/** Most instructions of a pattern: what each character of a text costs at most. */
export const MAX_INSTRUCTIONS = 2_000;

/** One step of the machine that looks for a pattern. */
export type Instruction =
  | { readonly op: 'one'; readonly holds: (point: number) => boolean; readonly next: number }
  | { readonly op: 'assert'; readonly assertion: Assertion; readonly next: number }
  | { readonly op: 'fork'; readonly next: number; readonly other: number }
  | { readonly op: 'match' };

/** The first instruction, and all of them. */
export interface Program {
  readonly start: number;
  readonly instructions: readonly Instruction[];
}

/**
 * The machine of a pattern. Its size is linear in that of the pattern with its repetitions written out.
 *
 * @throws PatternFault
 */
export function programOf(tree: PatternTree): Program {
  const builder = new Builder();
  const end = builder.add({ op: 'match' });
  return { start: builder.before(tree, end), instructions: builder.instructions };
}

class Builder {
  readonly instructions: Instruction[] = [];

  add(instruction: Instruction): number {
    if (this.instructions.length >= MAX_INSTRUCTIONS) throw new PatternFault('it is too large');
    return this.instructions.push(instruction) - 1;
  }

  /** Where a machine starts that finds the tree and then goes on. */
  before(tree: PatternTree, next: number): number {
    switch (tree.kind) {
      case 'empty':
        return next;
      case 'one':
        return this.add({ op: 'one', holds: holdsOf(tree.of), next });
      case 'assert':
        return this.add({ op: 'assert', assertion: tree.assertion, next });
      case 'both':
        return tree.parts.reduceRight((then, part) => this.before(part, then), next);
      case 'either': {
        const starts = tree.parts.map((part) => this.before(part, next));
        return starts.reduceRight((other, start) => this.add({ op: 'fork', next: start, other }));
      }
      case 'repeat':
        return this.#repeated(tree, next);
    }
  }

  #repeated({ of, least, most }: Extract<PatternTree, { kind: 'repeat' }>, next: number): number {
    let then = most === null ? this.#anyTimes(of, next) : this.#atMost(of, most - least, next);
    for (let i = 0; i < least; i++) then = this.before(of, then);
    return then;
  }

  #anyTimes(of: PatternTree, next: number): number {
    const fork = this.add({ op: 'fork', next, other: next });
    const body = this.before(of, fork);
    this.instructions[fork] = { op: 'fork', next: body, other: next };
    return fork;
  }

  #atMost(of: PatternTree, times: number, next: number): number {
    let then = next;
    for (let i = 0; i < times; i++) {
      then = this.add({ op: 'fork', next: this.before(of, then), other: next });
    }
    return then;
  }
}

const ASCII = 128;

const NOT_HELD = 1;
const HELD = 2;

/** Whether a class holds a code point; what is ASCII is asked once. */
function holdsOf({ items, negated, foldsCase }: CharacterClass): (point: number) => boolean {
  const tests = items.map((item) => testOf(item, foldsCase));
  const holds = (point: number): boolean => {
    const character = String.fromCodePoint(point);
    return tests.some((test) => test(character)) !== negated;
  };
  const known = new Uint8Array(ASCII);
  return (point) => {
    if (point >= ASCII) return holds(point);
    if (known[point] === 0) known[point] = holds(point) ? HELD : NOT_HELD;
    return known[point] === HELD;
  };
}

function testOf(
  { source, negated }: ClassItem,
  foldsCase: boolean,
): (character: string) => boolean {
  const pattern = new RegExp(`^[${source}]$`, foldsCase ? 'iu' : 'u');
  return (character) => pattern.test(character) !== negated;
}
