import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { MAX_ATTEMPTS, MAX_PLAIN_BYTES } from '../../lib/adapters/dynamodb/content.ts';
import { MAX_SHOWN_BYTES } from '../../lib/adapters/dynamodb/cut-shown.ts';
import { MAX_HEAD_CHARACTERS } from '../../lib/adapters/dynamodb/head-codec.ts';
import { MAX_HEAD_BYTES, MAX_SPILLED_HEAD_BYTES } from '../../lib/adapters/dynamodb/head-item.ts';
import { KEEP_HEAD_PARTS, MAX_DETAIL } from '../../lib/adapters/dynamodb/head-store.ts';
import { DYNAMODB_LIMITS } from '../../lib/adapters/dynamodb/limits.ts';
import { PART_BYTES } from '../../lib/adapters/dynamodb/parts.ts';
import { KEEP_FENCE } from '../../lib/adapters/dynamodb/row-item.ts';
import { MAX_ID_BYTES } from '../../lib/adapters/dynamodb/seen-ids.ts';
import { FAILURE_NOTES } from '../../lib/adapters/dynamodb/task-failures.ts';
import { MAX_MESSAGE_BYTES } from '../../lib/adapters/kinesis/exchange.ts';
import { KINESIS_LIMITS } from '../../lib/adapters/kinesis/limits.ts';
import { MAX_DECIMAL_BYTES } from '../../lib/adapters/parquet/input/exact-number.ts';
import { MAX_FOOTER_BYTES } from '../../lib/adapters/parquet/input/footer.ts';
import { MAX_PAGE_BYTES } from '../../lib/adapters/parquet/input/pages.ts';
import { MOST_FILES } from '../../lib/cli/input/find-files.ts';
import { ENVIRONMENT_BYTES, RESERVED_BYTES } from '../../lib/constructs/check-environment.ts';
import { AGGREGATE_DEFAULTS, AGGREGATE_LIMITS } from '../../lib/core/aggregators/defaults.ts';
import { JUMP_GUARD } from '../../lib/core/jump-guard.ts';
import { MAX_KEY_BYTES } from '../../lib/core/key.ts';
import { MAX_FIELD_NAME_BYTES } from '../../lib/core/schema/field-name.ts';
import { MAX_LEVEL } from '../../lib/core/slots.ts';
import { duration } from '../../lib/core/time.ts';
import { MAX_WINDOWS_PER_EVENT } from '../../lib/core/windows/window.ts';
import { LOGGED_ERROR } from '../../lib/functions/log.ts';
import { STREAM_DEFAULTS } from '../../lib/pipeline/builder/source-stream.ts';
import { MAX_NAME_LENGTH } from '../../lib/pipeline/definition/names.ts';
import { ROWS_PER_EVENT } from '../../lib/pipeline/definition/stored-panes.ts';
import { BATCH_LIMITS } from '../../lib/runtime/batch/limits.ts';
import { MAX_ROOM, MAX_TIMERS } from '../../lib/runtime/exchange/exchange-input.ts';
import { REMEMBER_ENDED } from '../../lib/runtime/exchange/lane-board.ts';
import { MAX_STATE_CHARACTERS } from '../../lib/runtime/keyed/key-work.ts';
import { MAX_TURNS } from '../../lib/runtime/keyed/keyed-epoch.ts';
import { MAX_RECORD_BYTES } from '../../lib/runtime/keyed/results.ts';
import { FLATTEN_LIMIT } from '../../lib/runtime/operators/transform.ts';
import { MAX_PART_CHARACTERS } from '../../lib/runtime/speed/deltas.ts';
import { MAX_PANES_READ } from '../../lib/serving/pane-rows.ts';

/** The numbers of the page, by what they limit. */
const NUMBERS: Readonly<Record<string, number>> = {
  'accumulators of a row, as text': MAX_PLAIN_BYTES,
  'a row, record or state in one item': DYNAMODB_LIMITS.itemBytes,
  'a part': PART_BYTES,
  'what a row or a record shows': MAX_SHOWN_BYTES,
  'a row that is read while it is replaced': MAX_ATTEMPTS,
  'what is left of a merged session or an empty state': KEEP_FENCE / 86_400_000,
  'a head in one item, compressed': MAX_HEAD_BYTES,
  'a head in all, compressed': MAX_SPILLED_HEAD_BYTES,
  'a head in all, as JSON': MAX_HEAD_CHARACTERS,
  'parts of a commit that was lost by somebody who died': KEEP_HEAD_PARTS / 86_400_000,
  'what a task shows of itself in one detail': MAX_DETAIL,
  'a message to the exchange lane, compressed': KINESIS_LIMITS.recordBytes,
  'a message to the exchange lane, as JSON': MAX_MESSAGE_BYTES,
  'characters of several items in one message': MAX_PART_CHARACTERS,
  'a record that a step gives, as JSON': MAX_RECORD_BYTES,
  'an id that is kept as it is': MAX_ID_BYTES,
  'an item': DYNAMODB_LIMITS.itemBytes,
  'a partition key': DYNAMODB_LIMITS.partitionKeyBytes,
  'a sort key': DYNAMODB_LIMITS.sortKeyBytes,
  'an expression': DYNAMODB_LIMITS.expressionBytes,
  'keys in one batch of gets': DYNAMODB_LIMITS.batchGetKeys,
  'what is stored of one key, with what it is behind with': MAX_STATE_CHARACTERS,
  'what one epoch of a shard of the exchange takes': MAX_ROOM,
  'keys that one epoch asks because time has passed': MAX_TIMERS,
  'keys that are behind, of one step, and get a turn in one epoch': MAX_TURNS,
  'shards of the exchange': 2 ** MAX_LEVEL,
  'how long the exchange remembers a shard that others have replaced': REMEMBER_ENDED / 86_400_000,
  'payloads that one task reads': BATCH_LIMITS.rowsPerItem,
  'bytes of objects that one task reads': BATCH_LIMITS.bytesPerItem,
  'a key': MAX_KEY_BYTES,
  'the name of a view, stream or pipeline': MAX_NAME_LENGTH,
  'the name of a field': MAX_FIELD_NAME_BYTES,
  'how far beyond its arrival a time moves the watermark, unless `maxClockSkew` says more':
    duration(STREAM_DEFAULTS.maxClockSkew),
  'how far ahead `run` lets a time be right, if one record confirms it': JUMP_GUARD.far,
  'records that `run` looks at behind a time that is ahead': JUMP_GUARD.followers,
  'what the log says of an error': LOGGED_ERROR.message,
  'a row of a file for `run`': KINESIS_LIMITS.recordBytesCeiling,
  'a row of a file for `produce`': KINESIS_LIMITS.recordBytes,
  'files of one command': MOST_FILES,
  'a page of a Parquet file, packed or not': MAX_PAGE_BYTES,
  'the footer of a Parquet file': MAX_FOOTER_BYTES,
  'a decimal in a Parquet file': MAX_DECIMAL_BYTES,
  'windows that an event is in': MAX_WINDOWS_PER_EVENT,
  'rows that an event changes, unless its author says so': ROWS_PER_EVENT,
  'panes that a query looks up by themselves': MAX_PANES_READ,
  'different values that `distinct` counts, unless `cap` says more': AGGREGATE_DEFAULTS.distinctCap,
  'different values that `cap` of `distinct` may say': AGGREGATE_LIMITS.distinctCap,
  'elements of a list that is flattened': FLATTEN_LIMIT,
  'environment variables of a function': ENVIRONMENT_BYTES - RESERVED_BYTES,
  'what is noted of the last failure of a task': FAILURE_NOTES.messageCharacters,
};

const TEST = join(import.meta.dirname, '..');
const lines = readFileSync(join(TEST, '../docs/limits.md'), 'utf8').split('\n');
const rows = lines.flatMap((line) => {
  const match = /^\| ([^|]+) \| ([\d,]+) [^|]+ \| [^|]+ \| `([^`]+)` › ([^|]+) \|$/.exec(line);
  if (match === null) return [];
  const [, what = '', number = '', file = '', named = ''] = match;
  return [{ what, number: Number(number.replaceAll(',', '')), file, named }];
});

describe('docs/limits.md', () => {
  test('is read row by row, and has no other rows', () => {
    expect(rows).toHaveLength(lines.filter((line) => /^\| .* › /.test(line)).length);
    expect(rows.map(({ what }) => what).sort()).toEqual(Object.keys(NUMBERS).sort());
  });

  test.each(rows)('says of $what what the code says', ({ what, number }) => {
    expect(number).toBe(NUMBERS[what]);
  });

  test.each(rows)('has a test that reaches the limit of $what', ({ file, named }) => {
    expect(existsSync(join(TEST, file))).toBe(true);
    expect(readFileSync(join(TEST, file), 'utf8')).toContain(named);
  });
});
