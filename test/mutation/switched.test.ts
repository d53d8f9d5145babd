import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { mutantsOf, mutated } from './mutants.ts';
import { SWITCH, switched } from './switched.ts';

/** Sources of functions of two numbers and a list, that hold what a switch could break. */
const SOURCES = {
  'conditions in each other':
    'if (a < b && !(b > 3)) return a === b ? 1 : 2; else if (a) return 3; return 4;',
  'statements without brackets':
    'const out: number[] = []; for (const x of list) if (x > a) out.push(x); else out.push(-x - 1); return out;',
  'chains that may end early':
    'const l = (a > b ? undefined : list) as number[] | undefined; return l?.slice(a).filter((x) => x > b).length ?? -1;',
  'calls that need what they are called on':
    'return [list.some((x) => x > a), Math.max(a, b), list.toSorted((x, y) => y - x).slice(0, b)];',
  'numbers in objects and defaults':
    'const { c = 5, ...rest } = { 1: a, d: 2 } as { c?: number; 1: number; d: number }; let e = c + 1; e -= b; return [e, rest];',
  'what is assigned': 'let x = a; x += b; list[0] = x; list.push(1); return { list, x };',
  'sums within calls': 'return [a + 1, list.map((x) => x - 1).join()];',
} as const;

const GIVEN = [
  [1, 2, [3, 1, 2]],
  [3, 3, []],
  [5, 4, [7, 0, 5]],
] as const;

/** What a source gives for all that is given, or how it fails. */
function results(source: string, active?: number): readonly unknown[] {
  const text = stripTypeScriptTypes(`(a: number, b: number, list: number[]) => { ${source} }`);
  const f = new Function(SWITCH, `return ${text}`)((id: number) => id === active) as (
    ...given: unknown[]
  ) => unknown;
  return GIVEN.map(([a, b, list]) => {
    try {
      return f(a, b, [...list]);
    } catch (error) {
      return (error as Error).constructor.name;
    }
  });
}

describe.each(Object.entries(SOURCES))('a source with switches: %s', (_, source) => {
  const mutants = mutantsOf(`function f() { ${source} }`).map(({ from, to, ...rest }) => ({
    ...{ from: from - 'function f() { '.length, to: to - 'function f() { '.length },
    ...rest,
  }));
  const numbered = mutants.map((mutant, id) => ({ id, mutant }));
  const whole = `function f() { ${source} }`;
  const inWhole = mutantsOf(whole).map((mutant, id) => ({ id, mutant }));
  const body = switched(whole, inWhole).slice('function f() { '.length, -' }'.length);

  test('does as the original while none is on', () => {
    expect(numbered.length).toBeGreaterThan(3);
    expect(results(body)).toEqual(results(source));
  });

  test('does as each of the mutants while that one is on', () => {
    for (const { id, mutant } of numbered) {
      expect(results(body, id)).toEqual(results(mutated(source, mutant)));
    }
  });
});
