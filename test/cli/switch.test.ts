import { describe, expect, test } from '@jest/globals';
import { memoryViewVersions } from '../../lib/adapters/memory/view-versions.ts';
import { queryCommand } from '../../lib/cli/commands/query.ts';
import { switchCommand } from '../../lib/cli/commands/switch.ts';
import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';
import type { ViewVersions } from '../../lib/ports/view-versions.ts';
import { cliOf } from '../support/cli/run-cli.ts';
import { shopInVersions } from '../support/definitions/two-versions.ts';
import { writtenRows } from '../support/rows/written-rows.ts';

const EVENTS = [1, 2, 31].map((minute) => ({ country: 'fr', amount: 5, at: minute * 60_000 }));

/** A shop whose definition can be exchanged under versions that stay. */
function shopOf(versions: ViewVersions) {
  return (shop: Pipeline, now = 1_000) =>
    cliOf((terminal) => [
      switchCommand(
        { terminal },
        { load: async () => shop, open: async () => versions, now: () => now },
      ),
      queryCommand(
        { terminal },
        {
          load: async () => shop,
          open: async () => ({
            reader: (await writtenRows(shop, EVENTS)).reader,
            reached: async () => 3_600_000,
            covered: async () => [],
            versions,
            troubles: async () => [],
          }),
        },
      ),
    ]);
}

const both = shopInVersions(1, 2);
const QUERY = ['query', 'by_country', '--key', 'fr', '--from', '1970-01-01', '--csv'] as const;

describe('switch', () => {
  test('leaves readers the lowest version until somebody switches', async () => {
    const { out } = await shopOf(memoryViewVersions())(both)(...QUERY);

    expect(out).toEqual([
      'windowStart,windowEnd,country,sales,status,capped\r',
      '1970-01-01T00:00:00.000Z,1970-01-01T01:00:00.000Z,fr,3,open,\r',
    ]);
  });

  test('gives readers the rows of the other version, and back again', async () => {
    const shop = shopOf(memoryViewVersions());

    const there = await shop(both)('switch', 'by_country', '--to', '2');
    const switched = await shop(both)(...QUERY);
    const back = await shop(both)('switch', 'by_country', '--to', '1');
    const before = await shop(both)(...QUERY);

    expect(there).toEqual({
      exitCode: 0,
      out: [],
      err: [
        'by_country: readers get version 2 instead of 1; back with: npx millrace switch by_country --to 1',
      ],
    });
    expect(switched.out).toEqual([
      'windowStart,windowEnd,country,sales,revenue,status,capped\r',
      '1970-01-01T00:00:00.000Z,1970-01-01T00:30:00.000Z,fr,2,10,open,\r',
      '1970-01-01T00:30:00.000Z,1970-01-01T01:00:00.000Z,fr,1,5,open,\r',
    ]);
    expect(back.err).toEqual([
      'by_country: readers get version 1 instead of 2; back with: npx millrace switch by_country --to 2',
    ]);
    expect(before.out).toHaveLength(2);
  });

  test('shows a version that is not active when it is named', async () => {
    const query = ['query', 'by_country@2', '--key', 'fr', '--from', '1970-01-01', '--csv'];

    const { out } = await shopOf(memoryViewVersions())(both)(...query);

    expect(out).toHaveLength(3);
  });

  test('has nothing to do where the version is active already', async () => {
    const { exitCode, err } = await shopOf(memoryViewVersions())(both)(
      ...['switch', 'by_country', '--to', '1'],
    );

    expect({ exitCode, err }).toEqual({
      exitCode: 0,
      err: ['by_country: version 1 is active already'],
    });
  });

  test('refuses a version that the definition does not have', async () => {
    const { exitCode, err } = await shopOf(memoryViewVersions())(both)(
      ...['switch', 'by_country', '--to', '3'],
    );

    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: [
        "switch: --to: the definition of by_country has no such version; got 3, expected one of 1, 2; declare it with .view('by_country', { version: 3 }) and deploy that first",
      ],
    });
  });

  test('does not read another version where the active one has left the definition', async () => {
    const shop = shopOf(memoryViewVersions());
    await shop(both)('switch', 'by_country', '--to', '2');

    const { exitCode, err } = await shop(shopInVersions(1))(...QUERY);

    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: [
        'query: by_country: the active version is not in the definition; got version 2, expected one of 1; declare it again, or switch with: npx millrace switch by_country --to 1',
      ],
    });
  });

  test('fails where somebody else switches at the same time', async () => {
    const versions = memoryViewVersions();
    const raced: ViewVersions = { ...versions, switchTo: async () => false };

    const { exitCode, err } = await shopOf(raced)(both)('switch', 'by_country', '--to', '2');

    expect(exitCode).toBe(1);
    expect(err).toEqual([expect.stringContaining('somebody else switched at the same time')]);
  });

  test('takes the name of a view, not that of a version', async () => {
    const { exitCode, err } = await shopOf(memoryViewVersions())(both)(
      ...['switch', 'by_country@2', '--to', '2'],
    );

    expect(exitCode).toBe(2);
    expect(err).toEqual([expect.stringContaining('say the version with --to')]);
  });
});
