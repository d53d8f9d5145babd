import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { OutgoingEvent } from '../../../lib/cli/input/events.ts';
import { PLAIN_READING } from '../../../lib/cli/input/input-options.ts';
import { ALL_LINES, type LineSet } from '../../../lib/cli/input/line-set.ts';
import { shuffleWithin } from '../../../lib/cli/produce/disorder.ts';
import { FLUSH, type ProduceOptions, produce } from '../../../lib/cli/produce/produce.ts';
import { openSource, type Source } from '../../../lib/cli/produce/source.ts';
import type { Terminal } from '../../../lib/cli/terminal.ts';
import type { SourceStream } from '../../../lib/pipeline/definition/definition.ts';
import { type HandTimers, handTimers } from '../../support/cli/hand-timers.ts';
import { recordingSender } from '../../support/cli/recording-sender.ts';
import { shop } from '../../support/definitions/shop.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const [sales] = shop.streams as [SourceStream];

const event = (line: number, file = 0): OutgoingEvent => ({
  ...{ file, line, time: line, partitionKey: 'ada' },
  data: new TextEncoder().encode(String(line)),
});

interface Given {
  readonly lines?: readonly LineSet[];
  readonly share?: number;
  /** How long reading takes. */
  readonly takes?: number;
  readonly timers?: HandTimers;
}

/** Files whose rows are given. */
function source(events: readonly OutgoingEvent[], given: Given = {}): Source {
  const { lines = [ALL_LINES], share, takes = 0, timers } = given;
  async function* rows() {
    timers?.pass(takes);
    for (const made of events) yield { file: made.file, made };
  }
  return {
    files: lines.map((each, i) => ({
      ...{ path: `f${i}`, name: `f${i}`, unit: 'line' as const },
      lines: each,
    })),
    ...{ rows: rows(), isQuiet: false, share: () => share, close: () => undefined },
  };
}

async function producing(
  from: Source,
  { timers = handTimers(), ...more }: Partial<ProduceOptions> & { timers?: HandTimers } = {},
  sender = recordingSender(),
) {
  const progress: string[] = [];
  const terminal = { err: () => {}, progress: (line: string) => void progress.push(line) };
  const outcome = await produce(
    { source: from, sender },
    {
      ...{ bad: 'stop', rate: undefined, speedup: undefined, disorder: 0, random: () => 0 },
      ...{ timers, signal: new AbortController().signal, ...more },
    },
    terminal as unknown as Terminal,
  );
  return { outcome, progress, timers };
}

describe('the progress of produce', () => {
  test.each([
    [0, undefined, '5 events in 0 records, 5000/s'],
    [2_000, undefined, '5 events in 0 records, 3/s'],
    [2_000_000, 0.5, '5 events in 0 records, 0/s, 2000 s left'],
    [2_000, 0.25, '5 events in 0 records, 3/s, 6 s left'],
    [2_000, 0, '5 events in 0 records, 3/s'],
    [2_000, 1, '5 events in 0 records, 3/s'],
  ])('after %i ms, with %s of the input read, is %j', async (takes, share, line) => {
    const timers = handTimers();
    const events = [1, 2, 3, 4, 5].map((each) => event(each));

    const { progress } = await producing(
      source(events, { takes, timers, ...(share === undefined ? {} : { share }) }),
      { timers },
    );

    expect(progress.at(-1)).toBe(line);
  });

  test('is told by how much of all files was read, and unknown of empty ones', async () => {
    const open = (name: string, content: string) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      const wanted = { path, name, inner: '', partition: {}, lines: ALL_LINES };
      return openSource(sales, [wanted as never], {
        ...{ reading: PLAIN_READING, name: undefined, maxRecordBytes: 1_000_000 },
      });
    };
    const row = '{"id":"a","customer":"ada","at":1,"amount":1}\n';
    const [full, empty] = [await open('a.ndjson', row), await open('b.ndjson', '')];

    await Array.fromAsync(full.rows);

    expect([full.share(), empty.share()]).toEqual([1, undefined]);
    full.close();
    empty.close();
  });
});

describe('an end of produce', () => {
  test('leaves nothing to be done later, also if the stream failed', async () => {
    const failing = { ...recordingSender(), flush: () => Promise.reject(new Error('down')) };

    const { outcome, timers } = await producing(source([event(1)]), {}, failing);

    expect(outcome.failure).toMatchObject({ of: 'stream' });
    expect(timers.waiting()).toBe(0);
  });

  test('names what is left of every file as soon as anything is left of one', async () => {
    const restOf = async (...lines: LineSet[]) => {
      const stop = new AbortController();
      const sender = recordingSender(() => stop.abort());
      const from = source([event(1)], { lines });
      return (await producing(from, { signal: stop.signal }, sender)).outcome.rest;
    };
    const [first, more] = [[{ from: 1, to: 1 }], [{ from: 1, to: 9 }]];

    expect(await restOf(first, more)).toEqual([
      { path: 'f0', lines: [] },
      { path: 'f1', lines: more },
    ]);
    expect(await restOf(first)).toBeUndefined();
  });
});

test('as many events wait for a call as may, and not one more', async () => {
  const recording = recordingSender();
  const waited: number[] = [];
  const flush = async () => {
    waited.push(recording.pending());
    await recording.flush();
  };
  const events = Array.from({ length: FLUSH.events + 5 }, (_, i) => event(i + 1));

  await producing(source(events), {}, { ...recording, flush });

  expect(waited).toEqual([FLUSH.events, 5]);
});

test('a shuffle holds an event for a whole number of milliseconds, rounded down', () => {
  const parts = [0.5, 0];
  const shuffle = shuffleWithin(3, () => parts.shift() ?? 0);

  for (const line of [10, 11]) shuffle.take(event(line));

  expect(shuffle.drain().map(({ line }) => line)).toEqual([10, 11]);
});
