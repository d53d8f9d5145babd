import { setTimeout as sleep } from 'node:timers/promises';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { INVOICE_LINES, LINES } from '../../examples/retail/expected.ts';
import { archivedEvents } from '../../examples/retail/lake-sql.ts';
import { readRows, viewWatermark } from '../../examples/retail/read-rows.ts';
import { verifyRetail } from '../../examples/retail/verify.ts';
import { type Deployed, findDeployed } from '../../lib/cli/deployed.ts';
import { deployLocally } from '../../lib/local-cloud/index.ts';
import type { BatchReport } from '../../lib/runtime/batch/protocol.ts';
import type { Reconciliation } from '../../lib/serving/reconcile.ts';
import { runMillrace } from '../support/cli/millrace-process.ts';
import { eventually } from '../support/cloud/eventually.ts';
import { localCloud } from '../support/cloud/local-cloud.ts';
import { undeploy } from '../support/cloud/undeploy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { retailLate } from './definitions/retail-late.ts';

const MINUTES = 60_000;
const DEFINITION = 'test/integration/definitions/retail-late.ts';
const OF = ['--pipeline', DEFINITION];
const DECEMBER = ['--from', '2010-12-01', '--to', '2010-12-24'];

/** Which version a row is of: only the second counts pieces. */
const versionIn = (row: object): string => ('pieces' in row ? 'second' : 'first');

const sumOf = ({ views }: BatchReport, what: 'healed' | 'missing' | 'compared'): number =>
  views.reduce((sum, view) => sum + view[what], 0);

describe('the batch layer, over a month that arrives too late', () => {
  const output = temporaryFolder();
  let deployed: Deployed;

  async function batchRun(run: string, ...more: string[]): Promise<BatchReport> {
    const { status, out, err } = await runMillrace([
      ...['batch', 'run', ...DECEMBER, '--run', run, '--json', ...OF, ...more],
    ]);
    if (status !== 0) throw new Error(err);
    return JSON.parse(out) as BatchReport;
  }

  async function reconciled() {
    const { status, out } = await runMillrace(['reconcile', ...DECEMBER, '--json', ...OF]);
    const views = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Reconciliation & { readonly view: string });
    return { status, views: views.filter(({ compared }) => compared !== undefined) };
  }

  const differences = async () =>
    (await verifyRetail(deployed)).map((each) => each.differences.length);

  beforeAll(async () => {
    await undeploy(retailLate.name);
    await deployLocally({
      target: localCloud(),
      context: { pipeline: DEFINITION },
      output,
      onOutput: () => {},
    });
    deployed = await findDeployed(retailLate, 'local');
    // the stream believes that events are at most half an hour out of order
    await runMillrace([
      'produce',
      'sales',
      INVOICE_LINES,
      '--utc',
      '--disorder',
      '40h',
      '--end',
      ...OF,
    ]);
    for (const { name } of retailLate.views) {
      await eventually(async () =>
        (await viewWatermark(deployed.dynamodb, deployed.viewsTable, name)) >=
        Date.UTC(2010, 11, 24)
          ? true
          : undefined,
      );
    }
    await eventually(async () =>
      (await archivedEvents(deployed.s3, deployed.lakeBucket)) === LINES ? true : undefined,
    );
  }, 12 * MINUTES);

  test(
    'heals every row by the deployed state machine, once: a second run finds nothing to heal',
    async () => {
      const before = await differences();
      const explained = await reconciled();

      const first = await batchRun('first');
      const after = await differences();
      const healed = await reconciled();
      const second = await batchRun('second', '--in-process');

      expect(before.every((count) => count > 0)).toBe(true);
      expect(sumOf(first, 'healed') + sumOf(first, 'missing')).toBeGreaterThan(50);
      expect(first.counts).toMatchObject({ accepted: LINES, duplicates: 0, deadLetters: 0 });
      expect(after).toEqual([0, 0, 0]);
      expect([sumOf(second, 'healed'), sumOf(second, 'missing')]).toEqual([0, 0]);
      // SQL that shares no code with us sees the same before, and nothing to explain at any time
      expect([explained.status, healed.status]).toEqual([0, 0]);
      const names = explained.views.map(({ view }) => view);
      expect(names.length).toBeGreaterThan(2);
      expect(explained.views.reduce((sum, { late }) => sum + late, 0)).toBe(
        first.views
          .filter(({ view }) => names.includes(view))
          .reduce((sum, view) => sum + view.healed + view.missing, 0),
      );
      for (const { compared, equal, confirmed, late, unexplained } of healed.views) {
        const right = { equal: compared, confirmed: compared, late: 0, unexplained: [] };
        expect({ equal, confirmed, late, unexplained }).toEqual(right);
      }
      expect(healed.views.reduce((sum, { recovered }) => sum + recovered, 0)).toBeGreaterThan(50);
      expect(sumOf(second, 'compared')).toBe(sumOf(first, 'compared'));
    },
    5 * MINUTES,
  );

  test(
    'names the object that it cannot read, publishes nothing, and goes on once it is back',
    async () => {
      const { s3, lakeBucket: Bucket } = deployed;
      const { Contents = [] } = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: 'lake/sales/' }),
      );
      const Key = Contents.find(({ Size = 0 }) => Size > 20_000)?.Key ?? '';
      const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const whole = (await Body?.transformToByteArray()) ?? new Uint8Array();
      const put = (bytes: Uint8Array) =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes, Metadata }));

      await put(new Uint8Array(whole.length));
      const failure = await batchRun('third').catch((error: Error) => error.message);
      const beside = await batchRun('beside').catch((error: Error) => error.message);
      await put(whole);
      const third = await batchRun('third');

      expect(failure).toMatch(/BATCH_RUN_FAILED/);
      expect(failure).toContain(Key);
      expect(beside).toMatch(/third .*BATCH_RUN_OVERLAPS/s);
      expect([sumOf(third, 'healed'), sumOf(third, 'missing')]).toEqual([0, 0]);
      expect(third.counts.accepted).toBe(LINES);
    },
    3 * MINUTES,
  );

  test('shows a healed row as verified, and by which run', async () => {
    const { out } = await runMillrace([...['query', 'daily_totals', ...DECEMBER, '--json', ...OF]]);

    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.length).toBeGreaterThan(15);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['verified']));
    expect(rows.some(({ run }) => run === 'first')).toBe(true);
    expect(rows.some(({ run }) => ['second', 'third'].includes(run))).toBe(false);
  });

  test('answers SQL over the lake, and over what batch runs have computed', async () => {
    const { status, out } = await runMillrace([
      ...[
        'sql',
        `select count(*) as n, sum("Quantity") as pieces from sales where _kind = 'event'`,
      ],
      ...['--json', ...OF],
    ]);

    const results = await runMillrace([
      'sql',
      "select count(*) as n from results_daily_totals where run = 'first'",
      ...['--json', ...OF],
    ]);

    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ n: LINES });
    expect(JSON.parse(results.out)).toEqual({ n: 20 });
  }, 60_000);

  test(
    'erases a customer, and computes the rows of others again without her',
    async () => {
      const question = `select count(*) as n from sales where "CustomerID" = '17850.0'`;
      const asked = async () =>
        JSON.parse((await runMillrace(['sql', question, '--json', ...OF])).out);
      const before = await asked();

      const { out, err, status } = await runMillrace([
        ...['erase', 'sales', '--field', 'CustomerID', '--value', '17850.0'],
        ...['--aggregates', 'recompute', '--json', ...OF],
      ]);
      const after = await asked();
      const healed = await reconciled();

      expect({ status, err: status === 0 ? '' : err }).toEqual({ status: 0, err: '' });
      const { recomputed: report, ...erased } = JSON.parse(out);
      expect(before.n).toBeGreaterThan(100);
      expect(erased).toMatchObject({ records: before.n, deadLetters: 0 });
      expect(report.counts.accepted).toBeLessThan(LINES);
      expect(after).toEqual({ n: 0 });
      expect(healed.status).toBe(0);
      expect(healed.views.every(({ compared, equal }) => compared === equal)).toBe(true);
    },
    3 * MINUTES,
  );

  test(
    'changes a view under load: filled beside the old one, switched at once, and never mixed',
    async () => {
      const changed = ['--pipeline', 'test/integration/definitions/retail-late-2.ts'];
      const sent = { lines: 0, pieces: 0 };
      const seen: string[][] = [];
      let isOver = false;
      const producing = (async () => {
        for (let i = 0; !isOver; i++) {
          const Quantity = 1 + (i % 7);
          const line = {
            ...{ eventId: `load-${i}`, InvoiceNo: `L${i}`, StockCode: 'X', Quantity },
            ...{ InvoiceDate: '2011-01-03T10:00:00Z', UnitPrice: 1, Country: 'Nowhere' },
          };
          await deployed.kinesis.send(
            new PutRecordCommand({
              StreamName: deployed.streams['sales'] ?? '',
              Data: Buffer.from(JSON.stringify(line)),
              PartitionKey: line.InvoiceNo,
            }),
          );
          sent.lines++;
          sent.pieces += Quantity;
          await sleep(50);
        }
      })();
      const reading = (async () => {
        while (!isOver) {
          const { out, err } = await runMillrace([
            ...['query', 'sales_by_country', '--from', '2010-12-01', '--to', '2010-12-03'],
            ...['--json', ...changed],
          ]);
          const versions = out
            .split('\n')
            .flatMap((line) => (line === '' ? [] : [versionIn(JSON.parse(line))]));
          seen.push(versions.length === 0 ? [`nothing: ${err}`] : [...new Set(versions)]);
        }
      })();

      await deployLocally({
        target: localCloud(),
        context: { pipeline: changed[1] ?? '' },
        output,
        onOutput: () => {},
      });
      const id = 'sales_by_country@2';
      await eventually(async () =>
        (await viewWatermark(deployed.dynamodb, deployed.viewsTable, id)) >= Date.UTC(2010, 11, 24)
          ? true
          : undefined,
      );
      const filled = await runMillrace([
        'backfill',
        'sales_by_country',
        ...DECEMBER,
        '--json',
        ...changed,
      ]);
      const switched = await runMillrace(['switch', 'sales_by_country', '--to', '2', ...changed]);
      await eventually(async () =>
        seen.at(-1)?.[0] === 'second' || filled.status !== 0 ? true : undefined,
      );
      isOver = true;
      await Promise.all([producing, reading]);
      const { out, status } = await runMillrace([
        ...['reconcile', '--view', id, ...DECEMBER, '--json', ...changed],
      ]);
      const now = await eventually(async () => {
        const rows = await readRows(deployed.dynamodb, deployed.viewsTable, 'sales_by_country');
        const row = rows.get('2011-01-03T10:00:00.000Z Nowhere');
        return Number(row?.['line_count']) >= sent.lines ? row : undefined;
      });

      expect([filled.status, switched.status, status]).toEqual([0, 0, 0]);
      const [{ compared, equal }] = [JSON.parse(out) as Reconciliation];
      expect(compared).toBeGreaterThan(50);
      expect(equal).toBe(compared);
      expect(seen.every((versions) => versions.length === 1)).toBe(true);
      expect(new Set(seen.flat())).toEqual(new Set(['first', 'second']));
      expect(now).toMatchObject({ line_count: `${sent.lines}`, quantity: `${sent.pieces}` });
    },
    8 * MINUTES,
  );
});
