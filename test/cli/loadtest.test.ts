import { describe, expect, test } from '@jest/globals';
import { loadtestCommand } from '../../lib/cli/commands/loadtest.ts';
import { type LoadEvent, loadOf } from '../../lib/cli/loadtest/load.ts';
import { loadtest } from '../../lib/cli/loadtest/pipeline.ts';
import type { LoadPorts } from '../../lib/cli/loadtest/run-load.ts';
import { seededRandom } from '../../lib/cli/produce/seeded-random.ts';
import type { Value } from '../../lib/core/value.ts';
import type { ViewRow } from '../../lib/ports/row-reader.ts';
import { startRun } from '../../lib/runtime/run/start-run.ts';
import { cliOf } from '../support/cli/run-cli.ts';

const SHAPE = { rate: 100, peak: 500, seconds: 10, users: 50, skew: 1.1, repeats: 0.05 };

/** A deployment that takes a while for everything: a run in this process, and a clock that waiting moves. */
function slowDeployment(
  spoil: (text: string, n: number) => readonly string[] = (text) => [text],
): LoadPorts & { readonly early: () => boolean } {
  const rows = new Map<string, ViewRow>();
  const row = (
    view: string,
    key: string,
    start: number,
    values: Readonly<Record<string, unknown>>,
  ) =>
    rows.set(`${view} ${key} ${start}`, {
      ...{
        view,
        key,
        start,
        end: start,
        updatedAt: null,
        acc: null,
        capped: [],
        truncated: [],
        run: null,
      },
      values: values as Readonly<Record<string, Value>>,
    });
  const run = startRun(loadtest, {
    sink: {
      row: ({ view, key, start, values }) => void row(view, key, start, values),
      record: ({ view, key, time, record }) => void row(view, key, time, record),
    },
  });
  let now = 1_000_000;
  let waiting: string[] = [];
  let sent = 0;
  let closed = Number.NEGATIVE_INFINITY;
  let isEarly = false;
  const found = (view: string, from: number, to: number, key?: string) =>
    [...rows.values()].filter(
      (each) =>
        each.view === view &&
        each.start >= from &&
        each.start < to &&
        (key ?? each.key) === each.key,
    );
  return {
    sender: {
      add({ data }) {
        waiting.push(...spoil(Buffer.from(data).toString(), sent++));
      },
      problemWith: () => undefined,
      unsent: () => [],
      pending: () => waiting.length,
      async flush() {
        now += 300; // and whatever becomes due meanwhile is late
        for (const text of waiting) run.push('orders', Buffer.from(text));
        waiting = [];
      },
      sent: () => ({ events: sent, records: 0, bytes: 0, refused: 0, strayed: 0 }),
    },
    reader: {
      rowsOfKey: async ({ view, key }, { from, to }) => {
        // the rows of a run come when their window closes: a deployed one shows them before
        return view === 'by_user' ? found('alerts', 0, Infinity, key) : found(view, from, to, key);
      },
      rowsOfWindow: async ({ view, start }) => found(view, start, start + 1),
    },
    early: () => isEarly,
    async close(at) {
      isEarly = now < at;
      closed = at;
      run.watermark('orders', at);
    },
    watermark: async () => closed,
    now: () => now,
    async sleep(ms) {
      now += Math.max(1, ms);
    },
    random: seededRandom(1),
  };
}

const load = (ports: LoadPorts) =>
  cliOf((terminal) => [loadtestCommand({ terminal }, { open: async () => ports })]);

const ARGS = ['loadtest', '--rate', '100', '--seconds', '10', '--users', '50', '--json'];

describe('a load', () => {
  const events: readonly LoadEvent[] = [...loadOf(SHAPE, seededRandom(7))];

  test('is due at its rate, five times as much in the middle fifth, whatever becomes of it', () => {
    const dueIn = (from: number, to: number) =>
      events.filter(
        ({ due, id }, i) => due >= from && due < to && events.findIndex((e) => e.id === id) === i,
      ).length;

    expect(dueIn(0, 4_000)).toBeGreaterThanOrEqual(399);
    expect(dueIn(4_000, 6_000)).toBeGreaterThanOrEqual(999);
    expect(events.every(({ due }, i) => due >= (events[i - 1]?.due ?? 0))).toBe(true);
  });

  test('has hot keys, disorder, repetitions and probes', () => {
    const counts = new Map<string, number>();
    for (const { user } of events) counts.set(user, (counts.get(user) ?? 0) + 1);
    const ids = new Set(events.map(({ id }) => id));

    expect(counts.get('user-0')).toBeGreaterThan(5 * (counts.get('user-20') ?? 0));
    expect(events.length - ids.size).toBeGreaterThan(20);
    expect(events.some(({ at }, i) => at < (events[i - 1]?.at ?? 0))).toBe(true);
    expect(events.filter(({ isProbe }) => isProbe)).toHaveLength(40);
  });
});

describe('loadtest', () => {
  test('counts what waited for a slow system from the moment at which it was due', async () => {
    const deployment = slowDeployment();
    const { exitCode, out } = await load(deployment)(...ARGS);

    const report = JSON.parse(out[0] ?? '');
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ lost: 0, twice: 0, wrong: 0, unseen: 0 });
    expect(report.row.measured).toBe(40);
    expect(report.row.max).toBeGreaterThanOrEqual(300);
    expect(report.repeated).toBeGreaterThan(0);
    expect(deployment.early()).toBe(false); // a time is believed when it has come
  });

  test.each([
    [
      'loses an event',
      (text: string, n: number) => (n === 500 ? [] : [text]),
      /2 events lost, 0 counted twice/,
    ],
    [
      'counts an event twice',
      (text: string, n: number) => (n === 500 ? [text, text.replace('-o', '-twice')] : [text]),
      /0 events lost, 2 counted twice, 2 rows with a wrong sum/,
    ],
  ])('ends with 1 if a deployment %s', async (_, spoil, message) => {
    const { exitCode, err } = await load(slowDeployment(spoil))(...ARGS);

    expect(exitCode).toBe(1);
    expect(err.join()).toMatch(message);
  });
});
