import { describe, expect, test } from '@jest/globals';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { cumulating, session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { OperatorView } from '../../../lib/pipeline/definition/definition.ts';
import { freshEntry } from '../../../lib/runtime/keyed/key-entry.ts';
import type { OperatorRuntime } from '../../../lib/runtime/keyed/operator-runtime.ts';
import { everything, portion } from '../../../lib/runtime/keyed/portion.ts';
import {
  type Circumstances,
  noResults,
  resultId,
  resultSink,
} from '../../../lib/runtime/keyed/results.ts';
import { Click } from '../../support/definitions/site.ts';

/** A view of windows that keeps state, as its sink sees it. */
function runtimeOf(windows: unknown): OperatorRuntime {
  const made = pipeline('site', (p) => {
    const clicks = p.stream('clicks', Click, { key: 'user', time: 'at' });
    clicks
      .groupBy('page')
      .window(windows as ReturnType<typeof tumbling>, { emit: 'final' })
      .aggregate({ n: count() })
      .view('it');
  });
  const [view] = made.views as readonly OperatorView[];
  return { id: 'it', view, plan: { scatters: false } } as unknown as OperatorRuntime;
}

const circumstances = (about: Partial<Circumstances> = {}): Circumstances => ({
  entry: freshEntry('it', 'home', 1),
  cause: { id: 'x/1/0.0', isTimer: false, results: 0 },
  results: noResults({ events: 0, late: 0, overflow: 0, failed: 0 }),
  ...{ portion: everything(), refuses: false, arrival: 7 },
  ...about,
});

describe('what a step could not take', () => {
  test('is counted by what it counts as, and by its cap or its code, without the words behind it', () => {
    const at = circumstances();
    const sink = resultSink(runtimeOf(tumbling('10s')), at);
    const about = { at: 'it', key: 'home', event: {}, time: 5 };

    sink.late?.(about);
    sink.overflow?.({ ...about, cap: 'windows' });
    sink.overflow?.({ ...about, cap: 'windows' });
    sink.deadLetter?.({
      ...{ at: 'it', code: 'STEP_FAILED', message: 'a: b', given: undefined },
    });

    expect(at.results.counters).toEqual({
      ...{ events: 0, late: 1, overflow: 2, failed: 1 },
      reasons: { 'overflow: windows': 2, STEP_FAILED: 1 },
    });
    expect(at.results.late.map(({ why, sub, key }) => [why, sub, key])).toEqual([
      [undefined, 0, 'home'],
      ['overflow: windows', 1, 'home'],
      ['overflow: windows', 2, 'home'],
      ['STEP_FAILED: a: b', 3, 'home'],
    ]);
  });

  test('is left out if it has left before, and keeps its place', () => {
    const at = circumstances({ portion: portion({ from: 1, room: 1_000 }) });
    const sink = resultSink(runtimeOf(tumbling('10s')), at);

    for (const time of [5, 6]) sink.late?.({ at: 'it', key: 'home', event: {}, time });

    expect(at.results.late).toMatchObject([{ eventTime: 6, sub: 1 }]);
  });
});

describe('a result', () => {
  test('of a timer is named after its key where it has another one, of an event after that alone', () => {
    const entry = freshEntry('it', 'home', 1);
    const timer = { id: 'it@5', isTimer: true, results: 0 };
    const event = { id: 'x/1/0.0', isTimer: false, results: 0 };

    expect(resultId('home', { entry, cause: timer })).toBe('it@5/0');
    expect(resultId('north', { entry, cause: timer })).toBe('it@5/home/1');
    expect(resultId('home', { entry, cause: event })).toBe('x/1/0.0/0');
    expect(resultId('north', { entry, cause: event })).toBe('x/1/0.0/1');
  });

  test('of cumulating windows is told from others of its start by the start of its last step', () => {
    const acc = [3];
    const rowsOf = (windows: unknown) => {
      const at = circumstances();
      const sink = resultSink(runtimeOf(windows), at);
      for (const end of [10_000, 20_000]) {
        sink.row?.({ view: 'it', key: 'home', start: 0, end, pane: 'onTime', values: {} }, acc);
      }
      return [...at.results.rows.values()].map(({ start, since, end }) => [start, since, end]);
    };

    expect(rowsOf(cumulating('10s', '30s'))).toEqual([
      [0, 0, 10_000],
      [0, 10_000, 20_000],
    ]);
    expect(rowsOf(session('10s'))).toEqual([[0, undefined, 20_000]]);
  });

  test('that no head holds is set aside with its place, and no row is left of it', () => {
    const at = circumstances({ refuses: true });
    const sink = resultSink(runtimeOf(session('10s')), at);

    sink.row?.({ view: 'it', key: 'home', start: 3, end: 9, pane: 'onTime', values: {} }, [1]);

    expect(at.results.rows.size).toBe(0);
    expect(at.results.late).toMatchObject([
      { view: 'it', key: 'home', eventTime: 3, sub: 0, why: 'overflow: effects' },
    ]);
  });
});
