import { expect, test } from '@jest/globals';
import { memoryLake } from '../../lib/adapters/memory/lake.ts';
import { lakeRunFiles } from '../../lib/adapters/s3/run-files.ts';
import { compactCommand } from '../../lib/cli/commands/compact.ts';
import { archiveLane } from '../../lib/runtime/archive/archive-lane.ts';
import { cliOf } from '../support/cli/run-cli.ts';
import { sample } from '../support/definitions/sample-pipeline.ts';
import { jsonFile } from '../support/lanes/archive-world.ts';

const HOUR = 3_600_000;

test('millrace compact says what became of each stream, and leaves what is young alone', async () => {
  const lake = memoryLake();
  const decode = () => ({ at: 0 });
  const lane = archiveLane(
    { name: 'sales', time: 'at', decode },
    { lake, topology: { shards: async () => [] }, encode: jsonFile },
  );
  const record = (i: number) => ({
    ...{ sequence: String(10 + i), sub: 0, arrival: i * 20 * 60_000, partitionKey: '' },
    ...{ data: new Uint8Array(), start: 0, end: 0 },
  });
  for (let i = 0; i < 10; i++) await lane.take('s1', [record(i)]);
  const ports = {
    lake,
    files: lakeRunFiles(lake),
    async *records({ name }: { readonly name: string }) {
      const rows = JSON.parse(Buffer.from((await lake.read(name)) ?? []).toString());
      yield rows.map(([sequence]: [string]) => record(Number(sequence) - 10));
    },
    encode: jsonFile,
  };
  const cli = cliOf((terminal) => [
    compactCommand(
      { terminal },
      {
        load: async () => sample,
        open: async () => [{ stream: { name: 'sales', decode }, ports }],
        now: () => 3 * HOUR,
      },
    ),
  ]);

  expect((await cli('compact')).out).toEqual(['sales: 3 objects became 1']);
  expect((await cli('compact', '--before', '1970-01-01T04:00Z', '--json')).out).toEqual([
    '{"stream":"sales","replaced":9,"compacted":3}',
  ]);
  expect(await cli('compact', '--before', 'never')).toMatchObject({ exitCode: 2 });
});
