import { describe, expect, test } from '@jest/globals';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { lakeFileEncoder } from '../../../lib/adapters/parquet/encode-lake-file.ts';
import { readLake } from '../../../lib/adapters/parquet/read-lake.ts';
import { archiveHandler } from '../../../lib/functions/archive-handler.ts';
import type { Lake } from '../../../lib/ports/lake.ts';
import { archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';
import { kinesisEvent } from '../../support/aws/kinesis-event.ts';
import { decoderOf } from '../../support/definitions/every-type.ts';
import { Sale } from '../../support/definitions/shop.ts';
import { plentyOfTime } from '../../support/lanes/deadline.ts';

const TEN = Date.UTC(2026, 2, 1, 10);
const HOUR = 3_600_000;
const decode = decoderOf(Sale);

const handlerOn = (lake: Lake) =>
  archiveHandler(
    archiveLane(
      { name: 'sales', time: 'at', decode },
      {
        lake,
        topology: { shards: async () => [] },
        encode: lakeFileEncoder(Sale.fields),
      },
    ),
  );

const sale = (id: string): string => `{"id":"${id}","customer":"c","at":1,"amount":"1.50"}`;

const batch = kinesisEvent([
  { data: sale('a'), sequence: '1', arrival: TEN },
  { data: '{"id":', sequence: '2', arrival: TEN },
  { data: sale('b'), sequence: '3', arrival: TEN + HOUR },
]);

const read = async (lake: Lake) => {
  const rows = readLake(lake, { stream: 'sales', schema: Sale, decode });
  return (await Array.fromAsync(rows)).map(({ kind, event }) => event?.['id'] ?? kind);
};

describe('archiveHandler', () => {
  test('stores every record of a batch and reports no failure', async () => {
    const lake = memoryLake();

    const response = await handlerOn(lake)(batch, plentyOfTime);

    expect(response).toEqual({ batchItemFailures: [] });
    expect(await read(lake)).toEqual(['a', 'undecodable', 'b']);
  });

  test('reports the first record that is not stored, so that those before do not come again', async () => {
    const lake = memoryLake();
    const failing: Lake = {
      ...lake,
      createObject: async (name, bytes, metadata) => {
        if (name.includes('hh=11')) throw new Error('S3 is down');
        return lake.createObject(name, bytes, metadata);
      },
    };

    const response = await handlerOn(failing)(batch, plentyOfTime);

    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }] });
    expect(await read(lake)).toEqual(['a', 'undecodable']);
  });

  test('has nothing to do for an event without records', async () => {
    const lake = memoryLake();

    expect(await handlerOn(lake)({ Records: [] }, plentyOfTime)).toEqual({ batchItemFailures: [] });
    expect(await Array.fromAsync(lake.list(''))).toEqual([]);
  });
});
