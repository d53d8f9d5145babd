import { describe, expect, test } from '@jest/globals';
import { deadLetterName, encodeDeadLetters } from '../../lib/adapters/s3/dead-letter-object.ts';
import { keptRows } from '../../lib/adapters/s3/erasures.ts';
import { eraseCommand } from '../../lib/cli/commands/erase.ts';
import { heartbeatText } from '../../lib/core/heartbeat.ts';
import { GENESIS } from '../../lib/runtime/archive/layout.ts';
import { listObjects, readLinks } from '../../lib/runtime/archive/list-objects.ts';
import { verifyChain } from '../../lib/runtime/archive/verify-chain.ts';
import { runBatch } from '../../lib/runtime/batch/run-batch.ts';
import { nthRecord, orders, orderText } from '../support/batch/batch-shop.ts';
import { type BatchWorld, batchWorld } from '../support/batch/batch-world.ts';
import { memoryErasure } from '../support/cli/memory-erasure.ts';
import { cliOf } from '../support/cli/run-cli.ts';

const SHARD = 'shardId-0';
const RANGE = { from: 0, to: 20_000 };

const order = (id: string, customer: string, at: number, cents: number) => ({
  text: orderText({ id, customer, country: 'de', at, cents }),
  key: customer,
});

/** Ada's orders among others', one of hers that cannot be read, and one number that is like her name. */
const SENT = [
  order('a', 'ada', 1_000, 100),
  order('b', 'bob', 2_000, 200),
  order('c', 'ada', 12_000, 400),
  { text: '{"customer":"ada","amount":"torn', key: 'ada' },
  { text: '{"customer":"adam","amount":"torn', key: 'adam' },
  order('d', 'bob', 40_000, 1),
  { text: heartbeatText({ at: 60_000 }), key: 'heartbeat' },
];

async function world(): Promise<BatchWorld> {
  const made = batchWorld(orders, [SHARD]);
  const records = SENT.map(({ text, key }, i) => nthRecord(i, text, key));
  for (const record of records) await made.archive(SHARD, [record]);
  for (const record of records) await made.speed(SHARD, [record]);
  for (const record of [records[3], records[4]]) {
    if (record === undefined) continue;
    const letter = {
      stream: 'orders',
      shard: SHARD,
      code: 'JSON_SYNTAX',
      message: 'torn',
      record,
    } as const;
    const text = encodeDeadLetters([letter]);
    await made.lake.createObject(deadLetterName(letter), Buffer.from(text), {});
  }
  return made;
}

function cliIn(made: BatchWorld) {
  const { definition, ports } = made;
  return cliOf((terminal) => [
    eraseCommand(
      { terminal },
      {
        load: async () => orders,
        batch: async () => ({
          ...{ definition, ports },
          deployed: () => Promise.reject(new Error('not deployed')),
        }),
        open: async () => memoryErasure(made, 'orders'),
      },
    ),
  ]);
}

const ADA = ['erase', 'orders', '--field', 'customer', '--value', 'ada'];

const rowsOf = ({ world: { rows } }: BatchWorld) =>
  rows
    .rows()
    .map(({ view, key, start, acc }) => `${view} ${key} ${start} ${JSON.stringify(acc)}`)
    .sort();

/** Everything that anybody could still read, but for the erased rows' neighbours. */
async function textOf({ lake }: BatchWorld): Promise<string> {
  const texts: string[] = [];
  for await (const { name } of lake.list('')) {
    const text = Buffer.from((await lake.read(name)) ?? []).toString();
    const payloads = [...text.matchAll(/"text":"([^"]*)"/g)].map(([, base64 = '']) =>
      Buffer.from(base64, 'base64').toString(),
    );
    texts.push(name, text, ...payloads);
  }
  return texts.join('\n');
}

describe('millrace erase', () => {
  test('leaves nothing of the subject in the lake, everything of others, and the chain whole', async () => {
    const made = await world();
    expect(await textOf(made)).toMatch(/"ada"/);

    const { out, exitCode } = await cliIn(made)(...ADA, '--aggregates', 'recompute');

    expect(exitCode).toBe(0);
    expect(out.slice(-4)).toEqual([
      'records: 3 in 3 objects, dead letters: 1, given up: 0, late: 0',
      'rows under its keys: 2, states: 0, ids: 2, files of batch runs: 0, answers of Athena: 0',
      'rows of others: 4 computed again, 0 kept',
      'left: records in the stream dev-orders, until 1970-01-01T00:00:00.000Z',
    ]);
    const left = await textOf(made);
    expect(left).not.toMatch(/"ada\\?"/);
    expect(left.match(/adam/g)?.length).toBeGreaterThan(1);
    const objects = await listObjects(made.lake, { stream: 'orders' });
    const links = await readLinks(made.lake, objects);
    expect(verifyChain(links, { since: GENESIS })).toMatchObject({ findings: [], rows: 4 });
  });

  test('has rows of others computed again without the subject, by a batch run', async () => {
    const made = await world();
    const { out, err } = await cliIn(made)(...ADA, '--aggregates', 'recompute');

    expect(err).toEqual(['run erase-1970-01-01T00-16-40-000Z-651a2be4']);
    expect(out.join('\n')).toMatch(/by_country .* 2 +0 +0 +2 /); // as if they had never been
    const rows = rowsOf(made).filter((row) => / (-?\d{1,4}|1\d{4}) \[/.test(row));
    expect(rows).toEqual([
      'by_country de -5000 [1,200]',
      'by_country de 0 [1,200]',
      'by_customer bob 0 [1,200]',
    ]);
  });

  test('keeps rows of others as they are, which batch runs then leave alone', async () => {
    const made = await world();
    const before = rowsOf(made).filter((row) => !row.includes(' ada '));

    await cliIn(made)(...ADA, '--aggregates', 'keep');
    const ports = { ...made.ports, keptRows: () => keptRows(made.lake) };
    const report = await runBatch(made.definition, ports, { run: 'r1', ...RANGE });

    expect(rowsOf(made)).toEqual(before);
    expect(report.views.map(({ view, kept, healed }) => [view, kept, healed])).toEqual([
      ['by_customer', 0, 0],
      ['by_country', 1, 0],
    ]);
    expect(await textOf(made)).not.toMatch(/"ada\\?"/);
  });

  test('a run that broke off before it knew which rows are kept leaves them alone all the same', async () => {
    const made = await world();
    const before = rowsOf(made).filter((row) => !row.includes(' ada '));
    await cliIn(made)(...ADA, '--aggregates', 'keep');
    const broken = { ...made.ports, keptRows: () => Promise.reject(new Error('S3 is down')) };
    const ports = { ...made.ports, keptRows: () => keptRows(made.lake) };

    const first = runBatch(made.definition, broken, { run: 'r1', ...RANGE });
    await expect(first).rejects.toThrow('S3 is down');
    const report = await runBatch(made.definition, ports, { run: 'r1', ...RANGE });

    expect(rowsOf(made)).toEqual(before);
    expect(report.views.find(({ view }) => view === 'by_country')?.kept).toBe(1);
  });

  test('takes away what finished batch runs have kept', async () => {
    const made = await world();
    await runBatch(made.definition, made.ports, { run: 'before', ...RANGE });
    expect(await textOf(made)).toMatch(/"key":"ada"/);

    await cliIn(made)(...ADA, '--aggregates', 'keep');

    expect(await textOf(made)).not.toMatch(/"key":"ada"/);
  });

  test('prints one object as JSON, with the report of the batch run in it', async () => {
    const { out } = await cliIn(await world())(...ADA, '--aggregates', 'recompute', '--json');

    expect(out.map((line) => JSON.parse(line))).toMatchObject([
      { records: 3, recomputed: { run: expect.stringMatching(/^erase-/), leftOut: [] } },
    ]);
  });

  test('finds nothing a second time', async () => {
    const made = await world();
    await cliIn(made)(...ADA, '--aggregates', 'keep');

    const { out } = await cliIn(made)(...ADA, '--aggregates', 'keep', '--json');

    expect(JSON.parse(out[0] ?? '')).toMatchObject({ records: 0, rows: 0, deadLetters: 0 });
  });

  test.each([
    [
      ['erase', 'none', '--field', 'customer', '--value', 'ada'],
      'stream: the pipeline orders has no such stream',
    ],
    [
      ['erase', 'orders', '--field', 'name', '--value', 'ada'],
      '--field: the stream orders has no such field',
    ],
  ])('refuses what is not declared: %j', async (args, message) => {
    const { exitCode, err } = await cliIn(await world())(...args, '--aggregates', 'keep');

    expect(exitCode).toBe(2);
    expect(err.join()).toContain(message);
  });

  test('wants to be told what becomes of rows of others', async () => {
    expect((await cliIn(await world())(...ADA)).exitCode).toBe(2);
  });
});
