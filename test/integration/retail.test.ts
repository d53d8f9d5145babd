import { setTimeout as sleep } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { INVOICE_LINES, LINES } from '../../examples/retail/expected.ts';
import { archivedEvents } from '../../examples/retail/lake-sql.ts';
import { readRows, viewWatermark } from '../../examples/retail/read-rows.ts';
import { verifyRetail } from '../../examples/retail/verify.ts';
import { recordPacker } from '../../lib/adapters/kinesis/aggregation/record-packer.ts';
import { decodeDeadLetters, eachLetterOnce } from '../../lib/adapters/s3/dead-letter-object.ts';
import { s3Lake } from '../../lib/adapters/s3/lake.ts';
import { type Deployed, findDeployed } from '../../lib/cli/deployed.ts';
import type { Redriven } from '../../lib/cli/dlq/redrive.ts';
import type { ShardLine } from '../../lib/cli/shards/shard-lines.ts';
import { deployLocally } from '../../lib/local-cloud/index.ts';
import type { DeadLetter } from '../../lib/ports/dead-letters.ts';
import type { Lake } from '../../lib/ports/lake.ts';
import { type FinishedProcess, runMillrace } from '../support/cli/millrace-process.ts';
import { eventually } from '../support/cloud/eventually.ts';
import { lambdaProcesses } from '../support/cloud/lambda-processes.ts';
import { localCloud } from '../support/cloud/local-cloud.ts';
import { undeploy } from '../support/cloud/undeploy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { retailCi } from './definitions/retail-ci.ts';

const MINUTES = 60_000;
const DEFINITION = 'test/integration/definitions/retail-ci.ts';
const SCALE = ['scale', '--pipeline', DEFINITION];
const PRODUCE = ['produce', 'sales', '--pipeline', DEFINITION, '--utc'];

/** A line that counts nowhere in December 2010. */
const newYear = (invoice: string, more: object = {}): string =>
  JSON.stringify({
    eventId: `by-hand:${invoice}`,
    InvoiceNo: invoice,
    StockCode: 'X',
    Quantity: 2,
    InvoiceDate: '2011-01-01T10:00:00Z',
    UnitPrice: 0.125,
    Country: 'Ümläut & Söhne 😀',
    ...more,
  });

/** How many events a redrive has published. */
const publishedIn = ({ out }: FinishedProcess): number =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .reduce((sum, line) => sum + (JSON.parse(line) as Redriven).records, 0);

/** All dead letters that there are. */
async function setAside(lake: Lake): Promise<DeadLetter[]> {
  const once = eachLetterOnce();
  const objects = await Array.fromAsync(lake.list('dead-letters/'));
  const texts = objects.map(async ({ name }) => Buffer.from((await lake.read(name)) ?? []));
  return (await Promise.all(texts)).flatMap((text, i) =>
    once(objects[i]?.name ?? '', decodeDeadLetters(text.toString())),
  );
}

describe('the deployed pipeline', () => {
  const output = temporaryFolder();
  let deployed: Deployed;

  beforeAll(async () => {
    await undeploy(retailCi.name);
    await deployLocally({
      target: localCloud(),
      context: { pipeline: DEFINITION },
      output,
      onOutput: () => {},
    });
    deployed = await findDeployed(retailCi, 'local');
  }, 8 * MINUTES);

  const until = (view: string, time: number) =>
    eventually(async () =>
      (await viewWatermark(deployed.dynamodb, deployed.viewsTable, view)) >= time
        ? true
        : undefined,
    );

  test(
    'gives the exact rows of a month of a real shop while processes are killed and shards are split',
    async () => {
      const producing = runMillrace([...PRODUCE, INVOICE_LINES, '--disorder', '30m', '--end']);
      let killed = 0;
      let scaling: ReturnType<typeof runMillrace> | undefined;
      let scalingExchange: ReturnType<typeof runMillrace> | undefined;
      for (let round = 0; round < 8; round++) {
        await sleep(3_000);
        if (round === 1) scaling = runMillrace([...SCALE, 'sales', '--shards', '4']);
        if (round === 2) scalingExchange = runMillrace([...SCALE, 'exchange', '--shards', '8']);
        for (const pid of lambdaProcesses(retailCi)) {
          process.kill(pid, 'SIGKILL');
          killed++;
        }
      }
      const { status, err } = await producing;
      const scaled = await scaling;
      const scaledExchange = await scalingExchange;
      for (const { name } of retailCi.views) await until(name, Date.UTC(2010, 11, 24));
      await eventually(async () =>
        (await archivedEvents(deployed.s3, deployed.lakeBucket)) === LINES ? true : undefined,
      );

      expect({ status, err }).toMatchObject({ status: 0 });
      expect(scaled).toMatchObject({ status: 0 });
      expect(scaled?.err).toContain('4 shards take records');
      expect(scaledExchange).toMatchObject({ status: 0 });
      expect(scaledExchange?.err).toContain('exchange: 8 shards take records');
      expect(killed).toBeGreaterThan(0);
      for (const { against, equal, compared, differences } of await verifyRetail(deployed)) {
        expect({ against, differences }).toEqual({ against, differences: [] });
        expect(equal).toBe(compared);
        expect(equal).toBeGreaterThan(15);
      }
    },
    10 * MINUTES,
  );

  test('shows numbers as plain top-level attributes of an item', async () => {
    const { Item } = await deployed.dynamodb.send(
      new GetItemCommand({
        TableName: deployed.viewsTable,
        Key: { pk: { S: 'sales_by_country#France' }, sk: { S: '2010-12-01T08:00:00.000Z' } },
      }),
    );

    expect(Item).toMatchObject({
      Country: { S: 'France' },
      windowStart: { S: '2010-12-01T08:00:00.000Z' },
      windowEnd: { S: '2010-12-01T09:00:00.000Z' },
      line_count: { N: '20' },
      quantity: { N: '449' },
      revenue: { N: '855.86' },
      distinct_invoices: { N: '1' },
    });
  });

  test('answers queries with closed rows and all digits of money', async () => {
    const { status, out } = await runMillrace([
      ...['query', 'sales_by_country', '--pipeline', DEFINITION, '--key', 'France', '--json'],
      ...['--from', '2010-12-01T08:00:00Z', '--to', '2010-12-01T09:00:00Z'],
    ]);

    expect(status).toBe(0);
    expect(out).toContain('855.860');
    expect(out).toContain('closed');
  });

  test(
    'sets bad records aside whole and counts the good ones between them, once however often sent',
    async () => {
      const bad = [
        Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
        Buffer.from('{"InvoiceNo":"cut'),
        Buffer.from(newYear('bad-1', { UnitPrice: 0.12345 })),
        Buffer.from(newYear('bad-2', { InvoiceDate: '2011-02-30T00:00:00Z' })),
        Buffer.from(newYear('bad-3').replace('"Quantity":2', '"Quantity":1e400')),
        Buffer.from(newYear('bad-4', { Country: '' })),
        Buffer.from(newYear('bad-5', { Country: 'x'.repeat(3_000) })),
        Buffer.from(newYear('bad-6', { InvoiceDate: 0, __proto__: null })).subarray(0, 40),
      ];
      const good = Buffer.from(newYear('good', { InvoiceDate: '2011-01-01T10:00:00Z' }));
      const records = [good, ...bad, good].map((Data, i) => ({
        Data,
        PartitionKey: /"InvoiceNo":"([^"]+)"/.exec(Data.toString())?.[1] ?? `none-${i}`,
      }));
      await deployed.kinesis.send(
        new PutRecordsCommand({ StreamName: deployed.streams['sales'] ?? '', Records: records }),
      );

      const lake = s3Lake(deployed.s3, deployed.lakeBucket);
      const letters = await eventually(async () => {
        const set = (await setAside(lake)).filter(({ code }) => code !== 'SHARD_MISMATCH');
        return set.length < bad.length ? undefined : set;
      });
      const row = await eventually(async () => {
        const rows = await readRows(deployed.dynamodb, deployed.viewsTable, 'sales_by_country');
        return rows.get('2011-01-01T10:00:00.000Z Ümläut & Söhne 😀');
      });

      const payloads = letters.map(({ record }) =>
        Buffer.from(record.data.subarray(record.start, record.end)).toString('base64'),
      );
      expect(payloads.sort()).toEqual(bad.map((data) => data.toString('base64')).sort());
      expect(row).toMatchObject({ line_count: '1', quantity: '2', revenue: '0.25' });
    },
    3 * MINUTES,
  );

  test(
    'counts what was set aside once it is redriven, however often',
    async () => {
      const invoices = Array.from({ length: 12 }, (_, i) => `redriven-${i}`);
      const packer = recordPacker();
      for (const invoice of invoices) {
        const text = newYear(invoice, { InvoiceDate: '2011-01-02T10:00:00Z' });
        packer.add({ partitionKey: invoice, data: Buffer.from(text) });
      }
      const packed = packer.flush(); // of all shards, and so right for the events of one
      const arrival = new Date(Date.now() - 1_000).toISOString();
      const redrive = (...more: string[]) =>
        runMillrace([
          ...['dlq', 'redrive', '--pipeline', DEFINITION, '--code', 'SHARD_MISMATCH'],
          ...['--since', arrival, '--json', ...more],
        ]);
      await deployed.kinesis.send(
        new PutRecordsCommand({
          StreamName: deployed.streams['sales'] ?? '',
          Records: [{ Data: packed?.data, PartitionKey: packed?.partitionKey ?? '' }],
        }),
      );

      const first = await eventually(async () => {
        const published = publishedIn(await redrive());
        return published === 0 ? undefined : published;
      });
      const again = await redrive('--again');
      await eventually(async () => {
        const { out } = await runMillrace(['shards', 'sales', '--pipeline', DEFINITION, '--json']);
        const repeated = out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as ShardLine)
          .reduce((sum, { counts }) => sum + (counts?.duplicates ?? 0), 0);
        return repeated >= first ? true : undefined; // what was sent again has been read
      });
      const row = await eventually(async () => {
        const rows = await readRows(deployed.dynamodb, deployed.viewsTable, 'sales_by_country');
        const found = rows.get('2011-01-02T10:00:00.000Z Ümläut & Söhne 😀');
        return Number(found?.['line_count']) >= invoices.length ? found : undefined;
      });

      expect(first).toBeGreaterThan(4);
      expect(publishedIn(again)).toBe(first);
      expect(row).toMatchObject({ line_count: '12', revenue: '3' });
    },
    3 * MINUTES,
  );
});
