/** A mutant that no test can see, since it changes nothing that anybody could observe. */
export interface Equivalent {
  readonly file: string;
  /** The line that it is in, without the space around it. */
  readonly line: string;
  readonly by: string;
  readonly because: string;
}

/** Survivors that were looked at. One whose line has changed since is looked at again. */
export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: 'lib/adapters/kinesis/aggregation/wire-reader.ts',
    line: 'if (count < 0) return count;',
    by: '<=',
    because: 'to pass over nothing moves nothing and gives 0, as its end does',
  },
  {
    file: 'lib/adapters/kinesis/aggregation/sub-record-index.ts',
    line: 'if (end - start >= min && end - start <= max) return 0;',
    by: 'false',
    because: 'what follows counts the characters and tells the same, only slower',
  },
  {
    file: 'lib/adapters/kinesis/aggregation/sub-record-index.ts',
    line: 'if (hashKey > building.highestHashKey) building.highestHashKey = hashKey;',
    by: '>=',
    because: 'the highest takes its own value again',
  },
  {
    file: 'lib/runtime/speed/seen-ids.ts',
    line: 'committed.delete(name);',
    by: ';',
    because: 'what is forgotten later is beyond the horizon all the same; it takes memory only',
  },
  {
    file: 'lib/runtime/speed/source-logic.ts',
    line: 'lineage: registration?.lineage ?? null,',
    by: '(registration?.lineage)!',
    because: 'messages are JSON, and both leave the member out or mean the same to a bucket',
  },
  {
    file: 'lib/runtime/rows/view-runtime.ts',
    line: 'transform: view.flow.steps.length === 0 ? undefined : transformOf(view.flow.steps),',
    by: 'transformOf(view.flow.steps)',
    because: 'to take no steps gives the event itself, only slower',
  },
  {
    file: 'lib/runtime/speed/deltas.ts',
    line: '...(since === undefined ? {} : { since }),',
    by: '{ since }',
    because: 'a member without a value is none, as soon as the delta is JSON',
  },
  {
    file: 'lib/runtime/exchange/exchange-logic.ts',
    line: 'const worksOffFirst = (number >> 1) % 2 === 0;',
    by: '3',
    because:
      'in which epochs timers come first is as good one way as the other, as long as they take turns',
  },
  {
    file: 'lib/runtime/exchange/exchange-logic.ts',
    line: 'const worksOffFirst = (number >> 1) % 2 === 0;',
    by: '<<',
    because:
      'keys that are behind are done some time; until then timers wait longer, but nothing is wrong',
  },
  {
    file: 'lib/runtime/exchange/lane-board.ts',
    line: 'gen: 0,',
    by: '1',
    because: 'epochs of a lane begin at 1, so its first is later than epoch 0 of either generation',
  },
  {
    file: 'lib/runtime/exchange/delta-epoch.ts',
    line: "view: delta?.view ?? event?.view ?? '',",
    by: '(delta?.view ?? event?.view)!',
    because: 'what is set aside is one of the items of its message',
  },
  {
    file: 'lib/runtime/keyed/key-entry.ts',
    line: 'if (armed === due) return [];',
    by: 'false',
    because:
      'what is due lies behind what is reached, so both are the same only where there is no timer',
  },
  {
    file: 'lib/adapters/kinesis/aggregation/sub-record-index.ts',
    line: 'const MAX_BYTES_PER_CHAR = 3;',
    by: '4',
    because: 'what is decoded because of it is too long all the same',
  },
  {
    file: 'lib/adapters/kinesis/aggregation/sub-record-index.ts',
    line: 'if (end - start >= min && end - start <= max) return 0;',
    by: '+',
    because: 'what follows counts the characters and tells the same, only slower',
  },
  {
    file: 'lib/adapters/kinesis/aggregation/sub-record-index.ts',
    line: 'if (end - start >= min && end - start <= max) return 0;',
    by: '1',
    because: 'callers ask whether it is negative',
  },
  {
    file: 'lib/adapters/kinesis/aggregation/decode-aggregated.ts',
    line: 'for (let at = 0; at < table.length; at += 2) {',
    by: '<=',
    because: 'a key behind the last one is named by no part',
  },
  {
    file: 'lib/runtime/speed/seen-ids.ts',
    line: 'committed.delete(name); // to the end of the order',
    by: ';',
    because: 'what is forgotten later is beyond the horizon all the same; it takes memory only',
  },
  {
    file: 'lib/runtime/speed/seen-ids.ts',
    line: 'if (arrival >= since) break; // they are in the order of their arrival',
    by: '>',
    because: 'what is so old repeats nothing any more',
  },
  {
    file: 'lib/runtime/speed/event-outlet.ts',
    line: 'let nth = 0;',
    by: '1',
    because: 'the first record is another than none, so it begins at 0',
  },
];
