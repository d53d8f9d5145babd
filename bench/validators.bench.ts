import * as v from 'valibot';
import * as z from 'zod';
import { decodeUtf8 } from '../lib/adapters/node/utf8.ts';
import { decimal, instant, int, string } from '../lib/core/field-type.ts';
import { compileDecoder } from '../lib/core/json/decoder.ts';
import { schemaOf } from '../lib/core/schema/foreign-schema.ts';
import { schema } from '../lib/core/schema/schema.ts';

/**
 * From the bytes of JSON events to checked fields: our decoder beside `JSON.parse` with validators.
 *
 * 50,000 events of 11 keys and some 222 bytes, back to back in one array; 4 fields are declared. The
 * work is not equal: the others leave the time as text and the amount as a double, and keep all keys.
 * Not measured: reading, unpacking, and what is done with an event.
 *
 * Run: `node bench/validators.bench.ts`. Nothing is asserted; times depend on the machine.
 */
const EVENTS = 50_000;
const ROUNDS = 9;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

let seed = 12_345;
const random = (below: number): number => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const pick = (...choices: readonly string[]): string => choices[random(choices.length)] ?? '';

type Event = Record<string, unknown>;

const anEvent = (i: number): Event => ({
  id: `evt-${`${i}`.padStart(10, '0')}`,
  customer: `user-${random(20_000)}`,
  country: pick('Germany', 'France', 'Sweden', 'Norway', 'United Kingdom', 'Spain', 'Italy'),
  at: new Date(1_291_190_760_000 + i * 37).toISOString(),
  amount: random(100_000) / 100,
  quantity: 1 + random(12),
  sku: `sku-${random(3_000)}`,
  channel: pick('web', 'app', 'store'),
  score: random(1_000_000) / 1e6,
  returning: random(2) === 1,
  note: 'x'.repeat(8 + random(16)),
});

const events = Array.from({ length: EVENTS }, (_, i) => anEvent(i));

const shuffled = (event: Event): Event =>
  Object.fromEntries(
    Object.entries(event)
      .map((entry) => ({ entry, at: random(1e9) }))
      .sort((a, b) => a.at - b.at)
      .map(({ entry }) => entry),
  );

/** Events as other producers may write them. */
const writers: Readonly<Record<string, (event: Event) => string>> = {
  'as JSON.stringify writes it': (event) => JSON.stringify(event),
  indented: (event) => JSON.stringify(event, null, 2),
  'keys in random order': (event) => JSON.stringify(shuffled(event)),
  'half of the other keys left out': ({ id, country, channel, note, ...event }) =>
    JSON.stringify({ ...(random(2) ? { id, channel } : { country, note }), ...event }),
  'text that is not ASCII': (event) =>
    JSON.stringify({ ...event, country: 'Österreich', note: 'zażółć gęślą jaźń' }),
  'escapes in every string': (event) =>
    JSON.stringify({ ...event, customer: `"${event['customer']}"\n`, note: 'a\\b\n"c"' }),
  'a nested value': (event) =>
    JSON.stringify({ ...event, meta: { ip: '10.0.0.1', tags: ['a', { b: [1, 2] }], ok: true } }),
  'a key that never comes again': (event) => JSON.stringify({ ...event, [`k${random(1e9)}`]: 1 }),
};

/** Events back to back, and where each starts. */
function packed(write: (event: Event) => string): { bytes: Uint8Array; at: readonly number[] } {
  const parts = events.map((event) => Buffer.from(write(event)));
  const at = [0];
  for (const part of parts) at.push((at.at(-1) ?? 0) + part.length);
  return { bytes: new Uint8Array(Buffer.concat(parts)), at };
}

type Read = (bytes: Uint8Array, start: number, end: number) => unknown;

/** Nanoseconds per event: the best of some rounds, in which the readers take turns. */
function measure(readers: Readonly<Record<string, Read>>, write: (event: Event) => string) {
  const { bytes, at } = packed(write);
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, read] of Object.entries(readers)) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < EVENTS; i++) read(bytes, at[i] ?? 0, at[i + 1] ?? 0);
      const ns = Number(process.hrtime.bigint() - start) / EVENTS;
      best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, ns));
    }
  }
  return best;
}

const Sale = schema({ customer: string(), at: instant(), amount: decimal(2), quantity: int() });
const zodSale = z.object({
  customer: z.string(),
  at: z.string().regex(ISO),
  amount: z.number(),
  quantity: z.int(),
});
const valibotSale = v.object({
  customer: v.string(),
  at: v.pipe(v.string(), v.regex(ISO)),
  amount: v.number(),
  quantity: v.pipe(v.number(), v.integer()),
});

const parse: Read = (bytes, start, end) => JSON.parse(decodeUtf8(bytes, start, end));
const ours = (): Read => compileDecoder(Sale, undefined, { decodeUtf8 });

const validators: Readonly<Record<string, Read>> = {
  'JSON.parse, unchecked': parse,
  'compileDecoder(schema({…}))': ours(),
  'JSON.parse, zod': (...at) => zodSale.parse(parse(...at)),
  'JSON.parse, valibot': (...at) => v.parse(valibotSale, parse(...at)),
  'compileDecoder(schemaOf(zod))': compileDecoder(schemaOf(zodSale), undefined, { decodeUtf8 }),
};

function table(title: string, rows: ReadonlyMap<string, number>, base: number): void {
  console.log(`\n| ${title} | ns per event | million per second | × JSON.parse |`);
  console.log('|---|---:|---:|---:|');
  for (const [name, ns] of rows) {
    const cells = [ns.toFixed(0), (1_000 / ns).toFixed(2), (base / ns).toFixed(1)];
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}

const plain = measure(validators, JSON.stringify);
table('validator', plain, plain.get('JSON.parse, unchecked') ?? 0);

console.log('\n| events | ns per event | JSON.parse, ns | × JSON.parse |');
console.log('|---|---:|---:|---:|');
for (const [name, write] of Object.entries(writers)) {
  const best = measure({ parse, ours: ours() }, write);
  const [base = 0, ns = 0] = [best.get('parse'), best.get('ours')];
  console.log(`| ${name} | ${ns.toFixed(0)} | ${base.toFixed(0)} | ${(base / ns).toFixed(1)} |`);
}
