import {
  bigint,
  boolean,
  decimal,
  double,
  type Fields,
  instant,
  json,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { eventCodec } from '../../../lib/core/operators/event-codec.ts';
import type { RecordImage } from '../../../lib/ports/effects.ts';
import type { Column } from '../../../lib/ports/row-reader.ts';

/** Fields of records, among them what an item of DynamoDB cannot hold as it is. */
const PAIR: Fields = {
  user: string(),
  price: decimal(3),
  long: bigint(),
  ratio: double(),
  is_new: boolean(),
  at: instant(),
  about: optional(json()),
  note: optional(string()),
  cost: optional(decimal(2)),
};

const ALERT: Fields = { user: string(), windowStart: instant(), windowEnd: instant() };

export const RECORD_FIELDS: ReadonlyMap<string, Fields> = new Map([
  ['pairs', PAIR],
  ['alerts', ALERT],
]);

export const RECORD_COLUMNS: ReadonlyMap<string, readonly Column[]> = new Map(
  [...RECORD_FIELDS].map(([view, fields]) => [
    view,
    Object.entries(fields).map(([name, { type }]) => ({ name, type })),
  ]),
);

/** An event with every required field. */
export const PAIR_EVENT = {
  ...{ user: 'ada', price: 855_860, long: 12_345_678_901_234_567_890n },
  ...{ ratio: 0.1, is_new: true, at: 7 },
};

export const pair = (
  about: Partial<RecordImage> = {},
  event: Readonly<Record<string, unknown>> = PAIR_EVENT,
): RecordImage => {
  const view = about.view ?? 'pairs';
  const codec = eventCodec(RECORD_FIELDS.get(view) ?? {});
  return {
    ...{ view, key: 'ada', time: 7, id: 'sales.speed/0/1/0', updatedAt: 9, ...about },
    record: codec.encode(event),
  };
};
