import { MAX_ELEMENTS } from './limits.ts';
import type { Typed } from './typed.ts';

/** Steps of functions that read a text to its end; all others are one. */
const TEXT_STEPS = 10;

/**
 * The most steps that an expression takes for one event: a part is one step, a function of texts ten, and a
 * macro takes those of its parts for every element that it may look at.
 */
export function costOf(typed: Typed): number {
  switch (typed.node) {
    case 'fold': {
      const { range, condition, result } = typed;
      const each = 1 + costOf1(condition) + costOf1(result);
      return costOf(range) + mostElements(range) * each;
    }
    case 'call': {
      const own = typed.args.some(({ type }) => type.kind === 'string') ? TEXT_STEPS : 1;
      return own + sum(typed.args);
    }
    case 'in': {
      const { left, right } = typed;
      return 1 + mostElements(right) + costOf(left) + costOf(right);
    }
    default:
      return 1 + sum(partsOf(typed));
  }
}

/** Most elements that a list may have: those that are written, or as many as a macro looks at. */
function mostElements(typed: Typed): number {
  if (typed.node === 'list') return typed.entries.length;
  const isList = typed.node === 'fold' && typed.type.kind === 'list';
  return isList ? mostElements(typed.range) : MAX_ELEMENTS;
}

const costOf1 = (part: Typed | null): number => (part === null ? 0 : costOf(part));

const sum = (parts: readonly Typed[]): number =>
  parts.reduce((total, part) => total + costOf(part), 0);

/** Parts of a node, in the order of the text. */
export function partsOf(typed: Typed): readonly Typed[] {
  switch (typed.node) {
    case 'and':
    case 'or':
    case 'equal':
    case 'compare':
    case 'decimal':
    case 'in':
      return [typed.left, typed.right];
    case 'not':
    case 'scaled':
    case 'dyn':
    case 'has':
    case 'member':
    case 'hasMember':
    case 'memberOrNone':
      return [typed.of];
    case 'conditional':
      return [typed.test, typed.yes, typed.no];
    case 'get':
      return [typed.of, typed.key];
    case 'call':
      return typed.args;
    case 'list':
    case 'map':
      return typed.entries.flatMap(({ key, value }) => (key === null ? [value] : [key, value]));
    case 'fold':
      return [typed.range, typed.condition, typed.result].filter((part) => part !== null);
    case 'bind':
      return [typed.value, typed.result];
    default:
      return [];
  }
}
