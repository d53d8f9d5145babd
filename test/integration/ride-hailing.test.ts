import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { viewWatermark } from '../../examples/retail/read-rows.ts';
import { type Deployed, findDeployed } from '../../lib/cli/deployed.ts';
import { deployLocally } from '../../lib/local-cloud/index.ts';
import { runMillrace } from '../support/cli/millrace-process.ts';
import { eventually } from '../support/cloud/eventually.ts';
import { localCloud } from '../support/cloud/local-cloud.ts';
import { undeploy } from '../support/cloud/undeploy.ts';
import { HOUR, rides, START } from '../support/ride-hailing/events.ts';
import { ridesOracle } from '../support/ride-hailing/oracle.ts';
import { compareLines, tableShows } from '../support/ride-hailing/table.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ridesCi } from './definitions/rides-ci.ts';

const MINUTES = 60_000;
const DEFINITION = 'test/integration/definitions/rides-ci.ts';

/** `RIDES=50000` is the whole case; it takes many minutes on two busy cores. */
const EVENTS = Number(process.env['RIDES'] ?? 6_000);

describe('a ride-hailing service at full speed', () => {
  const folder = temporaryFolder();
  const all = rides({ seed: EVENTS, events: EVENTS, hours: 24 });
  let deployed: Deployed;

  beforeAll(async () => {
    await undeploy(ridesCi.name);
    await deployLocally({
      target: localCloud(),
      context: { pipeline: DEFINITION },
      output: folder,
      onOutput: () => {},
    });
    deployed = await findDeployed(ridesCi, 'local');
  }, 8 * MINUTES);

  test(
    'drains by itself, and every row, pair, unmatched side, shift and match is right',
    async () => {
      const produced = await Promise.all(
        Object.entries<readonly object[]>({ ...all }).map(([stream, events]) => {
          const file = join(folder, `${stream}.ndjson`);
          writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
          return runMillrace(['produce', stream, file, '--pipeline', DEFINITION, '--end']);
        }),
      );
      for (const { name } of ridesCi.views) {
        await eventually(async () => {
          const watermark = await viewWatermark(deployed.dynamodb, deployed.viewsTable, name);
          return watermark >= START + 25 * HOUR ? true : undefined;
        });
      }

      const expected = ridesOracle(all);
      const compared = compareLines(
        expected,
        await tableShows(deployed.dynamodb, deployed.viewsTable),
      );

      expect(produced.map(({ status }) => status)).toEqual([0, 0, 0]);
      expect(compared.filter(({ missing, extra }) => missing.length + extra.length > 0)).toEqual(
        [],
      );
      expect(compared.map(({ view }) => view)).toEqual(ridesCi.views.map(({ name }) => name));
      for (const { equal } of compared) expect(equal).toBeGreaterThan(20);
    },
    Math.max(10, EVENTS / 500) * MINUTES,
  );
});
