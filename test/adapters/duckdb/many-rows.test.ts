import { expect, test } from '@jest/globals';
import { duckDbItems } from '../../../lib/adapters/duckdb/item-sql.ts';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { batchDefinition } from '../../../lib/functions/batch/batch-definition.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { archivedLake } from '../../support/batch/archived-lake.ts';
import { Order } from '../../support/definitions/sql-shop.ts';

/** More than a call can have arguments. */
const MANY = 130_000;

test('an item that DuckDB makes more rows of than a call has arguments is computed', async () => {
  const shop = pipeline('shop', (p) => {
    p.stream('orders', Order, { key: 'customer', time: 'at' })
      .groupBy('customer')
      .window(tumbling('1h'))
      .aggregate({ n: count() })
      .view('v');
  });
  const lake = memoryLake();
  const puts = Array.from({ length: MANY }, (_, i) => ({
    text: `{"id":"i","customer":"c${i}","country":"de","express":true,"quantity":1,"price":1.5,"at":${i}}`,
    arrival: 0,
    partitionKey: `c${i}`,
  }));
  await archivedLake(puts, { stream: 'orders', schema: Order, time: 'at', batch: MANY, lake });

  const objects = [];
  for await (const { name, size } of lake.list('')) {
    if (name.endsWith('.parquet')) objects.push({ name, size, from: '', to: '' });
  }

  const folded = await duckDbItems(batchDefinition(shop), lake).fold({
    ...{ stream: 'orders', objects, belongsHere: undefined },
    ranges: [{ view: 'v', from: 0, to: 3_600_000 }],
  });

  expect(folded?.rows).toHaveLength(MANY);
});
