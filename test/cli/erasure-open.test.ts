import { describe, expect, test } from '@jest/globals';
import { eraseSubject } from '../../lib/cli/erase/erase-subject.ts';
import { count } from '../../lib/core/aggregators/authoring.ts';
import { instant, string } from '../../lib/core/field-type.ts';
import { heartbeatText } from '../../lib/core/heartbeat.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { runBatch } from '../../lib/runtime/batch/run-batch.ts';
import { nthRecord } from '../support/batch/batch-shop.ts';
import { givenByTable } from '../support/rows/given-by-table.ts';
import { type TableWorld, tableWorld } from '../support/rows/table-world.ts';

const ADA = 'ada-17850';
const SECOND = 1_000;

const Trip = schema({ rider: string(), zone: string(), at: instant() });

/** Rows of windows, and of panes, under keys of others than the rider. */
const rides = pipeline('open-rides', (p) => {
  const trips = p.stream('trips', Trip, {
    ...{ key: 'rider', time: 'at', maxOutOfOrderness: '2s', maxClockSkew: '1000d' },
  });
  const byZone = trips.groupBy('zone');
  byZone.window(tumbling('10s')).aggregate({ n: count() }).view('zones');
  byZone.window(sliding('60s', '1s')).aggregate({ n: count() }).view('minutes');
});

const trip = (rider: string, zone: string, at: number) => ({
  key: rider,
  text: JSON.stringify({ rider, zone, at: at * SECOND }),
});
const beat = (at: number) => ({ key: 'heartbeat', text: heartbeatText({ at: at * SECOND }) });

const records = (from: number, all: readonly { readonly key: string; readonly text: string }[]) =>
  all.map(({ text, key }, i) => nthRecord(from + i, text, key));

/** Ada is alone in the west, and with Bob in the north; late in one window of many, too. */
const TRIPS = [
  trip(ADA, 'west', 1),
  trip(ADA, 'north', 2),
  trip('bob', 'north', 3),
  beat(40),
  trip(ADA, 'west', 5),
  trip('bob', 'north', 41),
];

async function ridden(without?: string): Promise<TableWorld> {
  const made = tableWorld(rides, ['trips:0']);
  await made.take(
    'trips:0',
    records(0, TRIPS).filter(({ partitionKey }) => partitionKey !== without),
  );
  return made;
}

/** Everything closes, and a batch run computes all of it. */
async function closed(made: TableWorld, run = 'after'): Promise<readonly string[]> {
  await made.take('trips:0', records(100, [trip('bob', 'north', 42), beat(500)]));
  await runBatch(made.definition, made.ports, { run, from: 0, to: 400 * SECOND });
  return (await givenByTable(made.dynamo.client, 'views', rides)).rows;
}

describe('rows that were open when all that they hold was erased', () => {
  test.each(['recompute', 'keep'] as const)(
    'are gone once a batch run has computed them: %s',
    async (aggregates) => {
      const made = await ridden();
      const ports = { ...made.erasure('trips'), recompute: async () => undefined };

      await eraseSubject(ports, { stream: 'trips', field: 'rider', value: ADA }, aggregates);
      const standing = (await givenByTable(made.dynamo.client, 'views', rides)).rows;
      const after = await closed(made);

      const ofWest = (rows: readonly string[]) =>
        rows.filter((row) => row.startsWith('minutes west '));
      expect(ofWest(standing).length).toBeGreaterThan(0);
      expect(ofWest(after)).toEqual([]);
      if (aggregates === 'recompute') expect(after).toEqual(await closed(await ridden(ADA)));
    },
  );

  test('stay gone, and are counted once, by whichever run comes first', async () => {
    const made = await ridden();
    const ports = { ...made.erasure('trips'), recompute: async () => undefined };
    await eraseSubject(ports, { stream: 'trips', field: 'rider', value: ADA }, 'recompute');
    const rows = await closed(made);

    const range = { from: 0, to: 400 * SECOND };
    const { views } = await runBatch(made.definition, made.ports, { run: 'again', ...range });

    expect(views.map(({ removed }) => removed)).toEqual([0, 0]);
    expect((await givenByTable(made.dynamo.client, 'views', rides)).rows).toEqual(rows);
  });
});
