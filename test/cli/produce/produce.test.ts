import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { PLAIN_READING } from '../../../lib/cli/input/input-options.ts';
import type { LineOptions } from '../../../lib/cli/input/line-events.ts';
import { linesFrom } from '../../../lib/cli/input/line-set.ts';
import { openInput } from '../../../lib/cli/input/open-input.ts';
import { timeReader } from '../../../lib/cli/input/times.ts';
import { type ProduceOptions, produce } from '../../../lib/cli/produce/produce.ts';
import { seededRandom } from '../../../lib/cli/produce/seeded-random.ts';
import type { Terminal } from '../../../lib/cli/terminal.ts';
import type { SourceStream } from '../../../lib/pipeline/definition/definition.ts';
import { sourceOf } from '../../support/cli/memory-input.ts';
import { recordingSender } from '../../support/cli/recording-sender.ts';
import { shop } from '../../support/definitions/shop.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const [sales] = shop.streams as [SourceStream];
const withIds: SourceStream = { ...sales, id: 'id', dedupeWithin: 1 };

const options: ProduceOptions = {
  bad: 'stop',
  rate: undefined,
  speedup: undefined,
  disorder: 0,
  random: seededRandom(1),
  timers: { now: () => 0, after: () => () => {} },
  signal: new AbortController().signal,
};

interface Call {
  readonly name: string;
  readonly content: string | Buffer;
  readonly options?: Partial<ProduceOptions>;
  readonly reading?: Partial<LineOptions>;
  readonly stream?: SourceStream;
  readonly stopAfter?: number;
}

/** Produces a file, and says what was sent, what was said, and how it ended. */
async function producing({
  name,
  content,
  options: given,
  reading,
  stream = sales,
  stopAfter,
}: Call) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const input = await openInput(path, undefined);
  const said: string[] = [];
  const stop = new AbortController();
  const sender = recordingSender((sent) => {
    if (sent === stopAfter) stop.abort();
  });
  const terminal: Terminal = {
    out: () => {},
    err: (line) => said.push(line),
    progress: () => {},
    width: 80,
    hasColor: false,
  };
  const outcome = await produce(
    { source: sourceOf(stream, input, reading), sender },
    { ...options, signal: stop.signal, ...given },
    terminal,
  );
  const error = outcome.failure?.error;
  const message = error instanceof Error ? error.message.replaceAll(folder, '…') : undefined;
  return { outcome, message, said, sent: sender.events() };
}

const line = (id: string, more: object = {}): string =>
  JSON.stringify({ id, customer: 'ada', at: 1_000, amount: 1, ...more });
const ids = (sent: readonly { text: string }[]) =>
  sent.map(({ text }) => (JSON.parse(text) as { id: string }).id);

describe('produce', () => {
  test('sends NDJSON as it is, under the text of its key', async () => {
    const text =
      '{"id":"a","customer":"ümläut","at":"2026-03-01T00:00:00Z","amount":12.50,"more":1}';

    const { sent, outcome } = await producing({ name: 'as-it-is.ndjson', content: `${text}\n` });

    expect(sent).toEqual([{ partitionKey: 'ümläut', text }]);
    expect(outcome).toMatchObject({ events: 1, bad: 0, rest: undefined });
  });

  test('makes events of CSV, with money to the last digit and times as UTC if it is told so', async () => {
    const content = '\ufeffid,customer,at,amount,country\r\n1,"a,b",2010-12-01 08:26:00,0.10,\r\n';

    const { sent } = await producing({
      name: 'x.csv',
      content,
      reading: { reading: { ...PLAIN_READING, times: timeReader({ timeZone: 'UTC' }) } },
    });

    expect(sent).toEqual([
      {
        partitionKey: 'a,b',
        text: '{"id":"1","customer":"a,b","at":"2010-12-01T08:26:00.000Z","amount":0.10}',
      },
    ]);
  });

  test('refuses a time without a zone when nobody says which it has', async () => {
    const content = 'id,customer,at,amount\n1,ada,2010-12-01 08:26:00,1\n';

    const { message, sent } = await producing({ name: 'zoneless.csv', content });

    expect(message).toMatch(/^zoneless\.csv › line 2 › at: .*\[INSTANT_INVALID\]$/);
    expect(sent).toEqual([]);
  });

  test('names events that have no id by file and line, the same each time', async () => {
    const content =
      '{"customer":"ada","at":1,"amount":1}\n\n{"id":"own","customer":"ada","at":1,"amount":1}\n';

    const first = await producing({ name: 'ids.ndjson', content, stream: withIds });
    const second = await producing({ name: 'ids.ndjson', content, stream: withIds });

    expect(ids(first.sent)).toEqual(['/data/input:1', 'own']);
    expect(second.sent).toEqual(first.sent);
  });

  test('refuses events without an id of an input without a name, and says what names it', async () => {
    const content = '{"customer":"ada","at":1,"amount":1}\n';

    const { message, sent } = await producing({
      ...{ name: 'piped.ndjson', content, stream: withIds, reading: { idsFrom: undefined } },
    });

    expect(sent).toEqual([]);
    expect(message).toMatch(
      /^piped\.ndjson › line 1 › id: is missing; .*, or name the input by --name/,
    );
  });

  test('says which columns are missing before anything is sent', async () => {
    const { message, sent } = await producing({ name: 'c.csv', content: 'id,at\n1,2\n' });

    expect(message).toBe(
      '…/c.csv: columns are missing; got id, at, expected customer, amount too; add them, or correct the header [INPUT_COLUMN_MISSING]',
    );
    expect(sent).toEqual([]);
  });

  test('sends what came before the end of a gzip file that was cut, and says where to go on', async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => line(`e${i}`, { note: `${i * 7_919}` }));
    const packed = gzipSync(`${lines.join('\n')}\n`);

    const { message, sent, outcome } = await producing({
      name: 'cut.ndjson.gz',
      content: packed.subarray(0, packed.length / 2),
    });

    expect(sent.length).toBeGreaterThan(100);
    expect(message).toBe(
      `…/cut.ndjson.gz: the input cannot be read on after line ${sent.length}; got a packed file that ends too early, expected more rows; fetch the file again [INPUT_UNREADABLE]`,
    );
    expect(outcome.rest).toMatchObject([{ lines: linesFrom(sent.length + 1) }]);
  });

  test('refuses a CSV file that is not UTF-8 instead of replacing what it cannot read', async () => {
    const content = Buffer.from('id,customer,at,amount\n1,J\u00fcrgen,1,1\n', 'latin1');

    const { message, sent } = await producing({ name: 'latin1.csv', content });

    expect(sent).toEqual([]);
    expect(message).toMatch(
      /^latin1\.csv › line 2: is not UTF-8; got 0xfc at byte 3, .*\[UTF8_INVALID\]$/,
    );
  });

  test('stops at a bad row with everything before it sent, and says where to go on', async () => {
    const content = [line('a'), line('b', { amount: 'much' }), line('c')].join('\n');

    const { message, sent, outcome } = await producing({ name: 'bad.ndjson', content });

    expect(ids(sent)).toEqual(['a']);
    expect(message).toMatch(/^bad\.ndjson › line 2 › amount: /);
    expect(outcome).toMatchObject({
      bad: 1,
      rest: [{ lines: linesFrom(2) }],
      failure: { of: 'row' },
    });
  });

  test.each([
    ['text that is cut', '{"id":"x', 'JSON_SYNTAX'],
    [
      'a number beyond all types',
      line('x').replace('"amount":1', '"amount":1e400'),
      'NUMBER_OUT_OF_RANGE',
    ],
    ['a time after the year 9999', line('x', { at: '+10000-01-01T00:00:00Z' }), 'INSTANT_INVALID'],
    [
      'bytes that are not UTF-8',
      Buffer.from('7b22c3287d', 'hex').toString('latin1'),
      'UTF8_INVALID',
    ],
    ['an empty key', line('x', { customer: '' }), 'KEY_EMPTY'],
    ['a key of 3 KB', line('x', { customer: 'k'.repeat(3_000) }), 'KEY_TOO_LONG'],
    ['an event of 2 MB', line('x', { note: 'n'.repeat(2_000_000) }), 'KPL_EVENT_TOO_BIG'],
  ])('passes over %s when it is told to, says so, and loses nothing else', async (_, bad, code) => {
    const content = Buffer.from([line('a'), bad, line('c')].join('\n'), 'latin1');

    const { sent, said, outcome } = await producing({
      name: 'skip.ndjson',
      content,
      options: { bad: 'skip' },
    });

    expect(ids(sent)).toEqual(['a', 'c']);
    expect(outcome).toMatchObject({ events: 2, bad: 1 });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`[${code}]`);
  });

  test('sends events of 1970, of the year 9999, of the future, and with __proto__ as key and field', async () => {
    const content = [
      line('epoch', { at: 0 }),
      line('last', { at: '9999-12-31T23:59:59.999Z' }),
      line('proto', { customer: '__proto__' }).replace('{', '{"__proto__":{"polluted":true},'),
    ].join('\n');

    const { sent } = await producing({ name: 'odd.ndjson', content });

    expect(sent.map(({ partitionKey }) => partitionKey)).toEqual(['ada', 'ada', '__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('stops when it is asked to, with all that it read sent, and goes on from there', async () => {
    const content = Array.from({ length: 50 }, (_, i) => line(`e${i}`)).join('\n');

    const first = await producing({ name: 'stop.ndjson', content, stopAfter: 20 });
    const [{ lines } = {}] = first.outcome.rest ?? [];
    const second = await producing({
      name: 'stop.ndjson',
      content,
      reading: { ...(lines === undefined ? {} : { lines }) },
    });

    expect(first.sent.length).toBeLessThan(50);
    expect(ids([...first.sent, ...second.sent])).toEqual(
      Array.from({ length: 50 }, (_, i) => `e${i}`),
    );
  });

  test('shuffles within the bound: nothing is further behind a newer event, and nothing is lost', async () => {
    const times = Array.from({ length: 400 }, (_, i) => i * 100);
    const content = times.map((at, i) => line(`e${i}`, { at })).join('\n');

    const { sent } = await producing({ name: 'd.ndjson', content, options: { disorder: 3_000 } });

    const order = sent.map(({ text }) => (JSON.parse(text) as { at: number }).at);
    let newest = -1;
    for (const at of order) {
      expect(newest - at).toBeLessThanOrEqual(3_000);
      newest = Math.max(newest, at);
    }
    expect(order).not.toEqual(times);
    expect([...order].sort((a, b) => a - b)).toEqual(times);
  });
});
