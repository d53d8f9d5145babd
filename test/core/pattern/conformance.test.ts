import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import { keyedPattern } from '../../../lib/core/pattern/keyed-pattern.ts';
import type { MatchedEvents } from '../../../lib/core/pattern/run.ts';
import type { PatternSpec, SkipSpec } from '../../../lib/core/pattern/spec.ts';

const GROUPS = ['10-cep-basic', '11-cep-quantifiers', '12-cep-within-not-skip'];

type Ids = Readonly<Record<string, readonly string[]>>;

interface Case {
  readonly id: string;
  readonly title: string;
  readonly spec: Omit<PatternSpec, 'stages' | 'skip'> & {
    readonly pattern: PatternSpec['stages'];
    readonly skip: string;
    readonly skipTo?: string;
  };
  readonly steps: readonly { readonly event: { readonly id: string; readonly ts: number } }[];
  readonly expected: {
    readonly matches: readonly Ids[];
    readonly timeouts?: readonly { readonly partial: Ids; readonly at: number }[];
  };
}

const casesOf = (group: string): Case[] => {
  const file = join(import.meta.dirname, '../../golden/conformance', `${group}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }).cases;
};

const idsOf = (events: MatchedEvents<unknown>): Ids =>
  Object.fromEntries(
    Object.entries(events).map(([name, list]) => [name, list.map(({ id }) => id)]),
  );

const inAnyOrder = (list: readonly unknown[]): string[] =>
  list.map((one) => JSON.stringify(one, sorted)).toSorted();

const sorted = (_: string, value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).toSorted());

/** What the cases call the strategies. */
const STRATEGIES: Readonly<Record<string, SkipSpec['strategy']>> = {
  noSkip: 'none',
  skipPastLastEvent: 'pastLastEvent',
  skipToNext: 'toNext',
  skipToFirst: 'toFirst',
  skipToLast: 'toLast',
};

const skipOf = ({ skip, skipTo }: Case['spec']): SkipSpec =>
  ({ strategy: STRATEGIES[skip], ...(skipTo === undefined ? {} : { to: skipTo }) }) as SkipSpec;

describe.each(GROUPS)('conformance group %s:', (group) => {
  test.each(casesOf(group).map((one) => [one.id, one] as const))('%s', (_, { spec, ...one }) => {
    const { pattern: stages, skip: _skip, skipTo: _to, ...time } = spec;
    const matcher = compilePattern({ stages, ...time, skip: skipOf(spec) });
    const keyed = keyedPattern(matcher);
    const state = keyed.create();

    one.steps.forEach(({ event }, order) => {
      keyed.insert(state, { id: event.id, ts: event.ts, order, value: event }, -Infinity);
    });
    const { matches, timeouts } = keyed.advance(state, Infinity);

    expect(inAnyOrder(matches.map(({ events }) => idsOf(events)))).toEqual(
      inAnyOrder(one.expected.matches),
    );
    if (one.expected.timeouts === undefined) return;
    expect(inAnyOrder(timeouts.map(({ events, at }) => ({ partial: idsOf(events), at })))).toEqual(
      inAnyOrder(one.expected.timeouts),
    );
  });
});
