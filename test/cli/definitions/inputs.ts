import { z } from 'zod';
import {
  boolean,
  count,
  type Decimal,
  decimal,
  distinct,
  instant,
  int,
  json,
  optional,
  pattern,
  pipeline,
  schema,
  schemaOf,
  string,
  sum,
  tumbling,
  where,
} from '../../../lib/index.ts';

const PLAIN = schema({ k: string(), at: instant(), v: optional(int()) });

export const plain = pipeline('plain', (p) => {
  p.stream('s', PLAIN, { key: 'k', time: 'at' })
    .groupBy('k')
    .window(tumbling('1h'))
    .aggregate({ n: count(), total: sum('v') })
    .view('v');
});

export const amounts = pipeline('amounts', (p) => {
  const fields = schema({ k: string(), at: instant(), amount: decimal(2) });
  p.stream('s', fields, { key: 'k', time: 'at' })
    .groupBy('k')
    .window(tumbling('1h'))
    .aggregate({ n: count(), total: sum('amount') })
    .view('v');
});

export const tallied = pipeline('tallied', (p) => {
  p.stream('s', PLAIN, { key: 'k', time: 'at' })
    .groupAll()
    .window(tumbling('1h'))
    .aggregate({ keys: distinct('k'), few: distinct('k', { cap: 10 }) })
    .view('v');
});

export const withIds = pipeline('with-ids', (p) => {
  const fields = schema({ id: string(), k: string(), at: instant(), v: optional(int()) });
  p.stream('s', fields, { key: 'k', time: 'at', id: 'id', dedupeWithin: '2d' })
    .groupBy('k')
    .window(tumbling('1h'))
    .aggregate({ n: count(), total: sum('v') })
    .view('v');
});

export const flags = pipeline('flags', (p) => {
  p.stream('s', schema({ k: string(), at: instant(), ok: boolean() }), { key: 'k', time: 'at' })
    .filter(({ ok }) => ok)
    .groupBy('k')
    .window(tumbling('1h'))
    .aggregate({ n: count() })
    .view('v');
});

export const carried = pipeline('carried', (p) => {
  const fields = schema({ k: string(), at: instant(), payload: optional(json()) });
  p.stream('s', fields, { key: 'k', time: 'at' }).groupBy('k').view('v');
});

const RENAMED = z
  .object({
    '@timestamp': z.string(),
    'user.id': z.string(),
    amount: z.union([z.string(), z.number()]),
    note: z.string().optional(),
  })
  .transform((event) => ({
    user: event['user.id'],
    at: event['@timestamp'],
    amount: String(event.amount),
  }));

export const renamed = pipeline('renamed', (p) => {
  const fields = { user: string(), at: instant(), amount: decimal(2) };
  p.stream('s', schemaOf(RENAMED, fields), { key: 'user', time: 'at' })
    .groupBy('user')
    .window(tumbling('1h'))
    .aggregate({ n: count(), total: sum('amount') })
    .view('v');
});

export const partitioned = pipeline('partitioned', (p) => {
  const fields = schema({ k: string(), at: instant(), dt: string(), hour: int() });
  p.stream('s', fields, { key: 'k', time: 'at' })
    .groupBy('dt')
    .window(tumbling('1h'))
    .aggregate({ n: count(), hours: sum('hour') })
    .view('v');
});

interface Step {
  readonly k: string;
  readonly at: number;
  readonly type: string;
  readonly amount: Decimal;
  readonly note?: string;
}

const ABANDONED = pattern<Step>()
  .begin('cart', where('type', '==', 'cart'))
  .notFollowedBy('pay', where('type', '==', 'pay'))
  .within('10m')
  .build();

export const abandoned = pipeline('abandoned', (p) => {
  const fields = { k: string(), at: instant(), type: string(), amount: decimal(2) };
  p.stream('s', schema({ ...fields, note: optional(string()) }), { key: 'k', time: 'at' })
    .groupBy('k')
    .match(ABANDONED)
    .groupBy('k')
    .view('v');
});
