import { describe, expect, test } from '@jest/globals';
import { linesFrom } from '../../../lib/cli/input/line-set.ts';
import { FLUSH, type ProduceOptions, produce } from '../../../lib/cli/produce/produce.ts';
import { seededRandom } from '../../../lib/cli/produce/seeded-random.ts';
import type { SourceStream } from '../../../lib/pipeline/definition/definition.ts';
import { handTimers, settled } from '../../support/cli/hand-timers.ts';
import { memoryInput, openEndedInput, sourceOf } from '../../support/cli/memory-input.ts';
import { recordingSender } from '../../support/cli/recording-sender.ts';
import { recordingTerminal } from '../../support/cli/recording-terminal.ts';
import { shop } from '../../support/definitions/shop.ts';

const [sales] = shop.streams as [SourceStream];

const line = (id: string, at = 1_000): string =>
  `${JSON.stringify({ id, customer: 'ada', at, amount: 1 })}\n`;

/** Produces what a test writes, in its time. */
function producing(given: Partial<ProduceOptions> = {}, file?: string) {
  const timers = handTimers();
  const stop = new AbortController();
  const piped = openEndedInput('ndjson');
  const input = file === undefined ? piped : memoryInput(file, 'ndjson', 1_000_000);
  const sender = recordingSender();
  const outcome = produce(
    { source: sourceOf(sales, input), sender },
    {
      ...{ bad: 'stop', disorder: 0 },
      ...{ rate: undefined, speedup: undefined, random: seededRandom(1) },
      ...{ timers, signal: stop.signal },
      ...given,
    },
    recordingTerminal(),
  );
  const sent = () => sender.events().map(({ text }) => (JSON.parse(text) as { id: string }).id);
  return { timers, stop, bytes: piped.bytes, outcome, sent };
}

describe('an input that is quiet', () => {
  test('holds back nothing that was read for longer than half a second', async () => {
    const { timers, bytes, outcome, sent } = producing();
    bytes.write(line('a') + line('b') + line('c').slice(0, 9));
    await settled();

    timers.pass(FLUSH.everyMs - 1);
    await settled();
    expect(sent()).toEqual([]);
    timers.pass(1);
    await settled();
    expect(sent()).toEqual(['a', 'b']);

    bytes.write(line('c').slice(9));
    await settled();
    timers.pass(FLUSH.everyMs);
    await settled();
    expect(sent()).toEqual(['a', 'b', 'c']);
    expect(timers.waiting()).toBe(0);
    bytes.end();
    expect(await outcome).toMatchObject({ events: 3, rest: undefined });
  });

  test('holds back nothing for a shuffle either', async () => {
    const { timers, bytes, outcome, sent } = producing({ disorder: 60_000 });
    bytes.write(line('a') + line('b'));
    await settled();

    timers.pass(FLUSH.everyMs);
    await settled();

    expect(sent().toSorted()).toEqual(['a', 'b']);
    bytes.end();
    await outcome;
  });

  test('can be stopped, with all that was read sent', async () => {
    const { stop, bytes, outcome, sent } = producing();
    bytes.write(line('a') + line('b'));
    await settled();

    stop.abort();

    expect(await outcome).toMatchObject({
      events: 2,
      rest: [{ lines: linesFrom(3) }],
      failure: undefined,
    });
    expect(sent()).toEqual(['a', 'b']);
  });
});

describe('the pace', () => {
  const file = Array.from({ length: 6 }, (_, i) => line(`e${i}`, i * 7_200_000)).join('');

  test('follows event time, and what waits for a call goes meanwhile', async () => {
    const { timers, outcome, sent } = producing({ speedup: 3_600 }, file);
    await settled();

    timers.pass(FLUSH.everyMs);
    await settled();
    expect(sent()).toEqual(['e0']);
    timers.pass(2_000 - FLUSH.everyMs); // two hours of event time
    await settled();
    timers.pass(FLUSH.everyMs);
    await settled();
    expect(sent()).toEqual(['e0', 'e1']);
    for (let i = 0; i < 5; i++) {
      timers.pass(2_000);
      await settled();
    }

    expect(await outcome).toMatchObject({ events: 6, rest: undefined });
  });

  test('ends with a stop: what waits for its time goes at once, and nothing more is read', async () => {
    const { stop, timers, outcome, sent } = producing({ rate: 1 }, file);
    await settled();

    stop.abort();

    expect(await outcome).toMatchObject({ events: 2, rest: [{ lines: linesFrom(3) }] });
    expect(sent()).toEqual(['e0', 'e1']);
    expect(timers.waiting()).toBe(0);
  });
});
