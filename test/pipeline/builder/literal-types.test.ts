import { describe, expect, test } from '@jest/globals';
import {
  bigint,
  boolean,
  count,
  decimal,
  double,
  type EventOf,
  instant,
  int,
  optional,
  type PipelineBuilder,
  pattern,
  pipeline,
  type Stream,
  schema,
  string,
  sum,
  tumbling,
  where,
} from '../../../lib/index.ts';

const FIELDS = {
  ...{ k: string(), at: instant(), n: int(), d: decimal(2), f: double(), big: bigint() },
  ...{ ok: boolean(), note: optional(string()) },
};
const Sale = schema(FIELDS);
type Event = EventOf<typeof FIELDS>;

const streamOf = (p: PipelineBuilder): Stream<Event> =>
  p.stream('s', Sale, { key: 'k', time: 'at' });

/** Defines a pipeline whose only view is of what a step leaves. */
function defined(step: (stream: Stream<Event>) => Stream<Event>): void {
  pipeline('p', (p) => {
    step(streamOf(p)).groupBy('k').window(tumbling('1h')).aggregate({ n: count() }).view('v');
  });
}

describe('a literal that a field never has', () => {
  test.each<[string, (stream: Stream<Event>) => Stream<Event>]>([
    // @ts-expect-error a text for a whole number
    ['text for int', (s) => s.filter(where('n', '==', 'x'))],
    // @ts-expect-error a text for a decimal
    ['text for decimal', (s) => s.filter(where('d', '>', '1.50'))],
    // @ts-expect-error a text for a double
    ['text for double', (s) => s.filter(where('f', '<', '1'))],
    // @ts-expect-error a text for a large whole number
    ['text for bigint', (s) => s.filter(where('big', '==', '1'))],
    // @ts-expect-error a number for a text
    ['a number for text', (s) => s.filter(where('k', '==', 1))],
    // @ts-expect-error a number for a text that may be missing
    ['a number for optional text', (s) => s.filter(where('note', '!=', 1))],
    // @ts-expect-error a text for true or false
    ['text for boolean', (s) => s.filter(where('ok', '==', 'true'))],
    // @ts-expect-error true for a time
    ['true for a time', (s) => s.filter(where('at', '==', true))],
    // @ts-expect-error one text in a list of numbers
    ['text in a list', (s) => s.filter(where('n', 'in', [1, 'x']))],
    // @ts-expect-error there is no such operator
    ['an unknown operator', (s) => s.filter(where('n', '=', 1))],
  ])('%s is refused by TypeScript, and where the filter is defined', (_, step) => {
    expect(() => defined(step)).toThrow(/\[CONDITION_INVALID\]/);
  });

  test('is refused in patterns too', () => {
    const wrong = pattern<Event>()
      // @ts-expect-error a text for a whole number
      .begin('a', where('n', '==', 'x'))
      // @ts-expect-error a number for a text
      .next('b', where('k', '==', 1))
      .within('1m')
      .build();

    const define = () =>
      pipeline('p', (p) => streamOf(p).groupBy('k').match(wrong).groupBy('k').view('v'));

    expect(define).toThrow(/\[CONDITION_INVALID\]/);
  });

  test('is refused in aggregates where they are defined', () => {
    const define = () =>
      pipeline('p', (p) => {
        const hours = streamOf(p).groupBy('k').window(tumbling('1h'));
        hours.aggregate({ total: sum('d', { where: where('n', '==', 'x') }) }).view('v');
      });

    expect(define).toThrow(/\[CONDITION_INVALID\]/);
  });
});

describe('a literal that a field may have', () => {
  test.each<[string, (stream: Stream<Event>) => Stream<Event>]>([
    ['a number', (s) => s.filter(where('n', '>=', 1)).filter(where('d', '<', 0.5))],
    ['a number for bigint', (s) => s.filter(where('big', '==', 5))],
    [
      'a time as text or milliseconds',
      (s) =>
        s
          .filter(where('at', '>', '2026-03-01T00:00:00Z'))
          .filter(where('at', '<', 1_800_000_000_000)),
    ],
    ['a list', (s) => s.filter(where('k', 'in', ['a', 'b'])).filter(where('note', '==', 'x'))],
    ['true', (s) => s.filter(where('ok', '==', true))],
  ])('%s is taken', (_, step) => {
    expect(() => defined(step)).not.toThrow();
  });
});
