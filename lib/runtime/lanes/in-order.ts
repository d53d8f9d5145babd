import type { ExchangeMessage } from '../../ports/effects.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import { isSequenceBefore, paddedSequence } from '../../ports/task.ts';

/**
 * Items in the order of their positions, each position once: what every lane makes of a batch before it
 * looks at it. Kinesis gives batches so; whatever stands between may not (law L11).
 *
 * @returns The very list if it is so already.
 */
export function inOrder<T>(items: readonly T[], isBefore: (a: T, b: T) => boolean): readonly T[] {
  const follows = (all: readonly T[]) => (item: T, i: number) =>
    i === 0 || isBefore(all[i - 1] as T, item);
  if (items.every(follows(items))) return items;
  const sorted = items.toSorted((a, b) => Number(isBefore(b, a)) - Number(isBefore(a, b)));
  return sorted.filter(follows(sorted));
}

/** Whether a payload comes before another one of its shard. */
export const isRecordBefore = (a: SourceRecord, b: SourceRecord): boolean =>
  a.sequence === b.sequence ? a.sub < b.sub : isSequenceBefore(a.sequence, b.sequence);

/** The records behind that position, which come in order; `undefined` if there are none. */
export function recordsAfter(
  records: readonly SourceRecord[],
  toSeq: string,
  toSub: number,
): readonly SourceRecord[] | undefined {
  const first = records.findIndex(({ sequence, sub }) => {
    const padded = paddedSequence(sequence);
    return padded > toSeq || (padded === toSeq && sub > toSub);
  });
  if (first < 0) return undefined;
  return first === 0 ? records : records.slice(first);
}

/**
 * Messages so that those of one shard of a lane come in the order in which it sent them, each once.
 *
 * Between lanes the order stays: messages say nothing of it.
 */
export function inSendingOrder(messages: readonly ExchangeMessage[]): readonly ExchangeMessage[] {
  const ways = new Map(
    [...Map.groupBy(messages, wayOf)].map(([way, mine]) => [
      way,
      inOrder(mine, isMessageBefore).values(),
    ]),
  );
  return messages.flatMap((message) => ways.get(wayOf(message))?.next().value ?? []);
}

const wayOf = ({ lane, shard, slots: { from, to } }: ExchangeMessage): string =>
  `${lane}/${shard}/${from}-${to}`;

const isMessageBefore = (a: ExchangeMessage, b: ExchangeMessage): boolean =>
  (a.gen - b.gen || a.epoch - b.epoch || a.part - b.part) < 0;
