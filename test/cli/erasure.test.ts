import { describe, expect, test } from '@jest/globals';
import { eraseSubject } from '../../lib/cli/erase/erase-subject.ts';
import { BatchError } from '../../lib/errors/batch-error.ts';
import { runBatch } from '../../lib/runtime/batch/run-batch.ts';
import { ADA, goOn, ridden, rides } from '../support/cli/erasable.ts';
import { everythingStored } from '../support/lanes/everything-stored.ts';
import { givenByTable } from '../support/rows/given-by-table.ts';
import type { TableWorld } from '../support/rows/table-world.ts';

const WHO = { stream: 'trips', field: 'rider', value: ADA };

const EVERYTHING = { from: -100_000, to: 1_000_000 };

/** No batch run computes these, for the reasons that the report gives. */
const UNCOMPUTABLE = ['hourly', 'every_second', 'recent', 'beside'];

const erase = (made: TableWorld, aggregates: 'keep' | 'recompute' = 'recompute') =>
  eraseSubject(
    {
      ...made.erasure('trips'),
      recompute: async (request) => {
        try {
          await runBatch(made.definition, made.ports, request);
        } catch (error) {
          if (!(error instanceof BatchError && error.code === 'BATCH_NOTHING_CLOSED')) throw error;
        }
      },
    },
    WHO,
    aggregates,
  );

const placesOf = async (made: TableWorld): Promise<string[]> =>
  (await everythingStored(made)).filter(({ text }) => text.includes(ADA)).map(({ place }) => place);

async function givenIn(made: TableWorld) {
  const { rows, records } = await givenByTable(made.dynamo.client, 'views', rides);
  const isSure = (line: string): boolean => !UNCOMPUTABLE.includes(line.split(' ', 1)[0] ?? '');
  return { rows: rows.filter(isSure), records: records.filter(isSure) };
}

describe('after an erasure', () => {
  test.each(['recompute', 'keep'] as const)(
    'L27: nothing that is kept holds the subject, and lanes bring none of it back: %s',
    async (aggregates) => {
      const made = await ridden();
      expect((await placesOf(made)).length).toBeGreaterThan(30);

      await erase(made, aggregates);
      const erased = await placesOf(made);
      await goOn(made);

      expect(erased).toEqual([]);
      expect(await placesOf(made)).toEqual([]);
    },
  );

  test('others have what they would have if the subject had never been', async () => {
    const made = await ridden();
    const never = await ridden(ADA);
    const healed = async (world: TableWorld) => {
      await goOn(world);
      const views = rides.views.map(({ name }) => name);
      await runBatch(world.definition, world.ports, { run: 'after', ...EVERYTHING, views });
      return givenIn(world);
    };

    await erase(made);

    expect(await healed(made)).toEqual(await healed(never));
  });

  test('lanes go on with everybody else: what comes next counts, and is in the lake', async () => {
    const made = await ridden();
    const never = await ridden(ADA);
    const lakeOf = async (world: TableWorld) => {
      const texts = (await everythingStored(world)).filter(({ place }) =>
        place.startsWith('lake/'),
      );
      return ['b9', 'c9', 'b10'].map((id) => texts.filter(({ text }) => text.includes(id)).length);
    };
    const ofOthers = async (world: TableWorld) =>
      (await givenIn(world)).rows.filter((line) => /^by_rider (?:bob|cyd) /.test(line));

    await erase(made, 'keep');
    for (const world of [made, never]) await goOn(world);

    expect(await ofOthers(made)).toEqual(await ofOthers(never));
    expect((await ofOthers(made)).length).toBeGreaterThan(4);
    expect(await lakeOf(made)).toEqual(await lakeOf(never));
    expect((await lakeOf(made)).every((count) => count > 0)).toBe(true);
  });

  test('the report says what is left, until when, and what can be done about it', async () => {
    const { left, ...counts } = await erase(await ridden());

    expect(counts).toMatchObject({ records: 7, deadLetters: 1, rows: 11, ids: 6, wasBegun: false });
    expect(left).toEqual([
      'records in the stream dev-trips, until 2026-01-01T00:00:00.000Z',
      expect.stringMatching(/^numbers of hourly under other keys, for good: no batch run/),
      expect.stringMatching(/^numbers of every_second under other keys, for good: no batch run/),
      expect.stringMatching(/^numbers of recent under other keys, for good: no batch run/),
      expect.stringMatching(/^numbers of beside under other keys, for good: no batch run/),
      expect.stringMatching(
        /^numbers of open results of by_zone, .*, until a batch run behind event time 1970-01-01T00:01:/,
      ),
    ]);
  });
});
