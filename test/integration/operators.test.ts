import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { viewWatermark } from '../../examples/retail/read-rows.ts';
import { s3Lake } from '../../lib/adapters/s3/lake.ts';
import { type Deployed, findDeployed } from '../../lib/cli/deployed.ts';
import { seededRandom } from '../../lib/cli/produce/seeded-random.ts';
import { deployLocally } from '../../lib/local-cloud/index.ts';
import { runMillrace } from '../support/cli/millrace-process.ts';
import { eventually } from '../support/cloud/eventually.ts';
import { lambdaProcesses } from '../support/cloud/lambda-processes.ts';
import { localCloud } from '../support/cloud/local-cloud.ts';
import { undeploy } from '../support/cloud/undeploy.ts';
import { runGives } from '../support/definitions/platforms.ts';
import { givenByTable } from '../support/rows/given-by-table.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { operatorsCi } from './definitions/operators-ci.ts';

const MINUTES = 60_000;
const DEFINITION = 'test/integration/definitions/operators-ci.ts';
const START = Date.UTC(2026, 0, 5, 9);

/** Two hours of a small shop, each event at most 50 s behind a newer one: nothing is late. */
function twoHours() {
  const random = seededRandom(7);
  const one = <T>(of: readonly [T, ...T[]]): T => of[Math.floor(random() * of.length)] ?? of[0];
  const users = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus'] as const;
  const events = <T extends object>(count: number, more: (i: number) => T) =>
    Array.from({ length: count }, (_, i) => {
      const at = START + Math.floor((i / count) * 120 * MINUTES - random() * 50_000);
      return { id: `${i}`, user: one(users), at, ...more(i) };
    });
  return {
    clicks: events(900, (i) => ({
      page: one(['home', 'list', 'list', 'cart', 'pay', `item-${i % 40}`]),
      ms: Math.floor(random() * 1_000),
      ...(i % 3 === 0 ? { item: `i${i % 11}` } : {}),
    })),
    orders: events(150, () => ({ cents: Math.floor(random() * 10_000) })),
  };
}

describe('steps with state on a cloud', () => {
  const folder = temporaryFolder();
  const { clicks, orders } = twoHours();
  const late = { ...clicks[0], id: 'late', at: START + 5 * MINUTES };
  let deployed: Deployed;

  const fileOf = (name: string, events: readonly object[]): string => {
    const file = join(folder, `${name}.ndjson`);
    writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return file;
  };
  const produce = (stream: string, file: string, ...more: string[]) =>
    runMillrace(['produce', stream, file, '--pipeline', DEFINITION, ...more]);

  beforeAll(async () => {
    await undeploy(operatorsCi.name);
    await deployLocally({
      target: localCloud(),
      context: { pipeline: DEFINITION },
      output: folder,
      onOutput: () => {},
    });
    deployed = await findDeployed(operatorsCi, 'local');
  }, 8 * MINUTES);

  test(
    'gives the rows, pairs, matches, alerts and late events of a run, though sent twice and killed',
    async () => {
      const [clickFile, orderFile] = [fileOf('clicks', clicks), fileOf('orders', orders)];
      const small = ['--pack-events', '25'];
      const producing = Promise.all([
        produce('clicks', clickFile, ...small),
        produce('orders', orderFile, ...small),
      ]);
      let killed = 0;
      for (let round = 0; round < 6; round++) {
        await sleep(2_000);
        for (const pid of lambdaProcesses(operatorsCi)) {
          process.kill(pid, 'SIGKILL');
          killed++;
        }
      }
      const first = await producing;
      const again = await Promise.all([
        produce('clicks', clickFile, '--end'),
        produce('orders', orderFile, '--end'),
      ]);
      const reached = START + 121 * MINUTES;
      for (const { name } of operatorsCi.views) {
        await eventually(async () => {
          const watermark = await viewWatermark(deployed.dynamodb, deployed.viewsTable, name);
          return watermark >= reached ? true : undefined;
        });
      }
      const lateAgain = await produce('clicks', fileOf('late', [late]));
      const lake = s3Lake(deployed.s3, deployed.lakeBucket);
      const lateLines = await eventually(async () => {
        const texts: string[] = [];
        for await (const { name } of lake.list('late/')) {
          texts.push(Buffer.from((await lake.read(name)) ?? []).toString());
        }
        const lines = texts
          .join('\n')
          .split('\n')
          .filter((line) => line !== '');
        return lines.length >= operatorsCi.views.length ? lines : undefined;
      });

      const shard = { clicks: 'clicks:0', orders: 'orders:0' };
      const far = START + 100_000 * MINUTES;
      const arrival = far; // behind all times of events, as they were when the test put them
      const expected = runGives(operatorsCi, Object.values(shard), [
        { shard: shard.clicks, items: clicks, arrival },
        { shard: shard.orders, items: orders, arrival },
        { shard: shard.clicks, items: [far], arrival },
        { shard: shard.orders, items: [far], arrival },
        { shard: shard.clicks, items: [late], arrival },
      ]);
      const given = await givenByTable(deployed.dynamodb, deployed.viewsTable, operatorsCi);

      expect([...first, ...again, lateAgain].map(({ status }) => status)).toEqual([0, 0, 0, 0, 0]);
      expect(killed).toBeGreaterThan(0);
      expect(given).toEqual({ rows: expected.rows, records: expected.records });
      expect(given.rows.length).toBeGreaterThan(100);
      for (const view of ['slow_pages', 'bought', 'abandoned', 'features']) {
        expect(given.records.filter((line) => line.startsWith(`${view} `)).length).toBeGreaterThan(
          9,
        );
      }
      expect(expected.late).toHaveLength(lateLines.length);
    },
    10 * MINUTES,
  );

  test.each([
    ['pairs', 'bought', 'cart', { click_page: 'cart' }],
    ['alerts', 'slow_pages', 'list', { page: 'list', rule: 'slow', breaches: expect.any(Number) }],
    ['matches', 'abandoned', 'ann', { user: 'ann', events: { cart: [{ page: 'cart' }] } }],
    ['sessions', 'visits', 'cart', { page: 'cart', clicks: expect.any(Number) }],
  ])('answers a query for %s of one key', async (_, view, key, values) => {
    const { status, out } = await runMillrace([
      ...['query', view, '--pipeline', DEFINITION, '--key', key, '--json'],
      ...['--from', '2026-01-05T09:00:00Z', '--to', '2026-01-05T12:00:00Z'],
    ]);

    expect(status).toBe(0);
    expect(out.trim().split('\n').length).toBeGreaterThan(1);
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({ view, key, ...values });
  });
});
