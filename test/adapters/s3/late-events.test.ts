import { describe, expect, test } from '@jest/globals';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { encodeLateEvents, lateEvents } from '../../../lib/adapters/s3/late-events.ts';
import type { LateEvent } from '../../../lib/ports/effects.ts';

const line = (given: Partial<LateEvent>): LateEvent => ({
  ...{ view: 'by_customer', sequence: '1', sub: 0, eventTime: 5, watermark: 9 },
  ...given,
});

async function read(events: readonly LateEvent[]) {
  const lake = memoryLake();
  await lake.createObject('late/sales.speed/shard-0/1-1.ndjson', encodeLateEvents(events), {});
  return lateEvents(lake);
}

describe('late events in the lake', () => {
  test('are read with their key and their window, and without what was not late', async () => {
    const found = await read([
      line({ key: 'ada' }),
      line({ view: 'by_country', key: 'de', start: 0 }),
      line({ key: 'bob', why: 'overflow: effects' }),
    ]);

    expect([...found]).toEqual([
      ['by_customer', [{ key: 'ada', eventTime: 5 }]],
      ['by_country', [{ key: 'de', eventTime: 5, start: 0 }]],
    ]);
  });

  test('are read as versions before have written them, without a key', async () => {
    const lake = memoryLake();
    const before = '{"view":"by_customer","sequence":"1","sub":0,"eventTime":5,"watermark":9}\n';
    await lake.createObject('late/sales.speed/shard-0/1-1.ndjson', Buffer.from(before), {});

    expect([...(await lateEvents(lake))]).toEqual([['by_customer', [{ eventTime: 5 }]]]);
  });
});
