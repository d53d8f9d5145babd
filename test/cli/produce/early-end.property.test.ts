import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shardSender } from '../../../lib/adapters/kinesis/shard-sender.ts';
import type { OutgoingEvent } from '../../../lib/cli/input/events.ts';
import {
  formatLines,
  type LineSet,
  linesFrom,
  parseLines,
} from '../../../lib/cli/input/line-set.ts';
import { type ProduceOptions, produce } from '../../../lib/cli/produce/produce.ts';
import { seededRandom } from '../../../lib/cli/produce/seeded-random.ts';
import type { SourceStream } from '../../../lib/pipeline/definition/definition.ts';
import { type EntryFault, fakeKinesis, storedEvents } from '../../support/aws/fake-kinesis.ts';
import { handTimers } from '../../support/cli/hand-timers.ts';
import { memoryInput, sourceOf } from '../../support/cli/memory-input.ts';
import { recordingTerminal } from '../../support/cli/recording-terminal.ts';
import { shop } from '../../support/definitions/shop.ts';
import { runs } from '../../support/property.ts';

const [sales] = shop.streams as [SourceStream];

/** What stands in a line of the input: an event, or something that ends the command. */
const LINES = ['event', 'event', 'event', 'blank', 'wrong', 'too big'] as const;
type Kind = (typeof LINES)[number];

const MAX_BYTES = 4_000;

const textOf = (kind: Kind, id: string): string => {
  if (kind === 'blank') return '';
  const note = 'n'.repeat(kind === 'too big' ? MAX_BYTES : 20);
  const amount = kind === 'wrong' ? 'much' : 1;
  return JSON.stringify({ id, customer: `c${id.length % 7}${id.at(-1)}`, at: 1_000, amount, note });
};

/** How an attempt ends, if the input does not end it. */
const attempt = fc.record({
  /** The input breaks off after so many bytes; never if it is 0. */
  brokenAfter: fc.oneof(fc.constant(0), fc.nat(6_000)),
  /** Somebody stops it when so many calls were made. */
  stoppedAtCall: fc.oneof(fc.constant(0), fc.nat(5)),
  /** From this call on, a share of the entries is refused and goes on being refused. */
  refusedFromCall: fc.oneof(fc.constant(1_000), fc.nat(5)),
  refusedShare: fc.constantFrom(0.3, 1),
  failedCall: fc.oneof(fc.constant(1_000), fc.nat(5)),
  fault: fc.constantFrom<EntryFault[]>('InternalFailure', 'ProvisionedThroughputExceededException'),
  disorder: fc.constantFrom(0, 500, 60_000),
});

describe('an early end of produce', () => {
  test('leaves out exactly the lines that it names: sent afterwards, every event is there once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...LINES), { maxLength: 120 }),
        fc.array(attempt, { maxLength: 6 }),
        fc.nat(),
        async (kinds, attempts, seed) => {
          const random = seededRandom(seed);
          const content = [...kinds];
          const faults = { share: 0, isCut: false };
          let calls = 0;
          const stream = fakeKinesis({
            shards: 3,
            refuses: () => (random() < faults.share ? 'InternalFailure' : undefined),
            fails: () => (faults.isCut ? 'before' : undefined),
          });

          async function go(lines: LineSet, plan: (typeof attempts)[number] | undefined) {
            const stop = new AbortController();
            const timers = handTimers();
            calls = 0;
            Object.assign(faults, { share: 0, isCut: false });
            const patience = { refusals: 3, sleep: async () => {}, random };
            const sender = await shardSender<OutgoingEvent>(stream.client, {
              ...{ stream: 'sales', maxBytes: MAX_BYTES, maxEvents: 4, resendsStrays: true },
              patience,
            });
            const watched = {
              ...sender,
              add(event: OutgoingEvent) {
                sender.add(event);
                if (sender.pending() % 9 === 8) timers.pass(500);
              },
              flush() {
                calls++;
                if (plan !== undefined && calls >= plan.refusedFromCall)
                  faults.share = plan.refusedShare;
                if (calls === plan?.failedCall) faults.isCut = true;
                if (calls === plan?.stoppedAtCall) stop.abort();
                return sender.flush();
              },
            };
            const options: ProduceOptions = {
              ...{ bad: 'stop', rate: undefined, speedup: undefined },
              ...{ disorder: plan?.disorder ?? 0, random, timers, signal: stop.signal },
            };
            const text = content.map((kind, i) => textOf(kind, `e${i + 1}`)).join('\n');
            const whole = Buffer.from(text);
            const cut =
              plan === undefined || plan.brokenAfter === 0 ? whole.length : plan.brokenAfter;
            const input = memoryInput(whole.subarray(0, cut), 'ndjson', 700);
            const isBroken = cut < whole.length;
            const bytes = isBroken ? brokenAt(input.bytes) : input.bytes;
            return produce(
              { source: sourceOf(sales, { ...input, bytes }, { lines }), sender: watched },
              options,
              recordingTerminal(),
            );
          }

          let lines: LineSet = linesFrom(1);
          const plans = [...attempts];
          for (let round = 0; round < 300; round++) {
            const { rest, failure } = await go(lines, plans.shift());
            if (rest === undefined) break;
            const [{ lines: left } = { lines }] = rest;
            lines = parseLines(formatLines(left), '--lines');
            const first = left.find(({ from }) => content[from - 1] !== undefined)?.from ?? 0;
            const bad = content.findIndex((kind, i) => i + 1 >= first && isBad(kind));
            if (failure?.of === 'row') content[bad] = 'event';
          }

          const sent = storedEvents(stream).map(
            ({ text }) => (JSON.parse(text) as { id: string }).id,
          );
          const expected = content.flatMap((kind, i) => (kind === 'blank' ? [] : [`e${i + 1}`]));
          expect(sent.toSorted()).toEqual(expected.toSorted());
        },
      ),
      runs(150),
    );
  });
});

const isBad = (kind: Kind): boolean => kind === 'wrong' || kind === 'too big';

/** The same bytes, and then an error, as of a file that cannot be read on. */
function brokenAt(bytes: AsyncIterable<Buffer>) {
  async function* chunks(): AsyncGenerator<Buffer> {
    yield* bytes;
    throw Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' });
  }
  return Readable.from(chunks());
}
