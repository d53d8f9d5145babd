import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { where } from '../../../lib/core/expression.ts';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import { keyedPattern } from '../../../lib/core/pattern/keyed-pattern.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import type { PatternSpec } from '../../../lib/core/pattern/spec.ts';
import { describeEvents, type Note, notes } from './find.ts';

const is = (kind: string) => where('kind', '==', kind);
const abSpec = pattern<Note>().begin('a', is('a')).next('b', is('b')).within('10ms').build().spec;
const keyedOf = (spec: PatternSpec) => keyedPattern(compilePattern<Note>(spec));

const arriving = (text: string) => notes(text).map((event, order) => ({ ...event, order }));

describe('a keyed pattern', () => {
  const keyed = keyedOf(abSpec);

  test('meets an event when the watermark has passed it, not when it reaches it', () => {
    const state = keyed.create();
    for (const event of arriving('a1@1 b1@5')) keyed.insert(state, event, -Infinity);

    expect(keyed.advance(state, 5).matches).toEqual([]);
    expect(keyed.advance(state, 6).matches.map(({ events }) => describeEvents(events))).toEqual([
      'a:a1 b:b1',
    ]);
  });

  test('puts events in the order of their time', () => {
    const state = keyed.create();
    for (const event of arriving('b1@5 a1@1 c1@0')) keyed.insert(state, event, -Infinity);

    expect(keyed.advance(state, 6).matches).toHaveLength(1);
  });

  test('puts events of the same time in their given order, however they were inserted', () => {
    const state = keyed.create();
    for (const event of arriving('a1@5 b1@5').reverse()) keyed.insert(state, event, -Infinity);

    expect(keyed.advance(state, 6).matches).toHaveLength(1);
  });

  test('reports an event before the watermark as late, and does not meet it', () => {
    const state = keyed.create();
    const [a1, b1] = arriving('a1@4 b1@5');

    expect(a1 && keyed.insert(state, a1, 5)).toBe('late');
    expect(b1 && keyed.insert(state, b1, 5)).toBe('buffered');
    expect(keyed.advance(state, Infinity).matches).toEqual([]);
  });

  test('has events from before 1970 like any others', () => {
    const state = keyed.create();
    for (const event of arriving('b1@0 a1@-5')) keyed.insert(state, event, -Infinity);

    expect(keyed.advance(state, Infinity).matches).toHaveLength(1);
  });

  test('wants to be advanced past its first event, and then at the first deadline', () => {
    const state = keyed.create();
    expect(keyed.nextTimer(state)).toBeUndefined();

    for (const event of arriving('a1@7')) keyed.insert(state, event, -Infinity);
    expect(keyed.nextTimer(state)).toBe(8);

    keyed.advance(state, 8);
    expect(keyed.nextTimer(state)).toBe(17);
    expect(keyed.advance(state, 17).timeouts).toHaveLength(1);
    expect(keyed.isIdle(state)).toBe(true);
  });

  test('counts what it keeps', () => {
    const loop = pattern<Note>().begin('a', is('a')).oneOrMore().next('b', is('b')).build();
    const counted = keyedOf(loop.spec);
    const state = counted.create();
    for (const event of arriving('a1@1 a2@2 a3@9')) counted.insert(state, event, -Infinity);
    counted.advance(state, 5);

    expect(counted.size(state)).toEqual({ runs: 2, links: 3, events: 2, waiting: 1 });
  });
});

describe('state as it is stored', () => {
  const stored = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../golden/state/pattern-v1.json'), 'utf8'),
  );

  test('version 1 still decodes, and goes on as it did', () => {
    const keyed = keyedOf(stored.spec);
    const state = keyed.decode(stored.state);

    const [next] = arriving(stored.next);
    if (next !== undefined) keyed.insert(state, { ...next, order: 9 }, 6);
    const { matches, timeouts } = keyed.advance(state, Infinity);

    expect(matches.map(({ events, at }) => `${describeEvents(events)} @${at}`)).toEqual(
      stored.matches,
    );
    expect(timeouts.map(({ events, at }) => `${describeEvents(events)} @${at}`)).toEqual(
      stored.timeouts,
    );
  });

  test('is written as version 1', () => {
    const keyed = keyedOf(stored.spec);
    const state = keyed.create();
    for (const event of arriving(stored.events)) keyed.insert(state, event, -Infinity);
    keyed.advance(state, 6);

    expect(JSON.parse(JSON.stringify(keyed.encode(state)))).toEqual(stored.state);
  });
});
