import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { firstWindow } from '../../../examples/01-first-window/pipeline.ts';
import { patterns } from '../../../examples/05-patterns/pipeline.ts';
import { dynamoRecordStore } from '../../../lib/adapters/dynamodb/record-store.ts';
import { recordFields, rowLayouts } from '../../../lib/adapters/dynamodb/row-layouts.ts';
import { dynamoRowStore } from '../../../lib/adapters/dynamodb/row-store.ts';
import { memoryDeadLetters } from '../../../lib/adapters/memory/dead-letters.ts';
import { memoryExchangeLayout } from '../../../lib/adapters/memory/exchange-layout.ts';
import { memoryHeadStore } from '../../../lib/adapters/memory/head-store.ts';
import {
  memoryExchange,
  memoryLateEvents,
  memorySeenIds,
} from '../../../lib/adapters/memory/outbox.ts';
import { memoryStateStore } from '../../../lib/adapters/memory/state-store.ts';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { RESERVED_ATTRIBUTES } from '../../../lib/pipeline/definition/reserved-names.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { startLanes } from '../../../lib/testing/start-lanes.ts';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';
import type { WireItem } from '../../support/dynamodb/wire.ts';

const ROOT = join(import.meta.dirname, '../../..');
const page = readFileSync(join(ROOT, 'docs/rows.md'), 'utf8');
const shown = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => json ?? '');

const ARRIVAL = Date.parse('2026-03-02T00:00:00Z');

/** What the lanes write into the table of rows about the events of an example. */
async function itemsOf(pipeline: Pipeline, file: string): Promise<WireItem[]> {
  const dynamo = fakeDynamo();
  const [stream = ''] = pipeline.streams.map(({ name }) => name);
  const exchange = memoryExchange();
  const topology = {
    shards: async () => [{ id: 's', parents: [], closed: false }],
    membership: async () => () => true,
  };
  const { sources, exchange: second } = startLanes(pipeline, {
    ...{ heads: memoryHeadStore(), states: memoryStateStore(), seen: memorySeenIds() },
    ...{ late: memoryLateEvents(), deadLetters: memoryDeadLetters(), exchange, topology },
    layout: memoryExchangeLayout(),
    rows: dynamoRowStore(dynamo.client, 'views', { layouts: rowLayouts(pipeline), now: () => 0 }),
    records: dynamoRecordStore(dynamo.client, 'views', recordFields(pipeline)),
  });
  const lines = readFileSync(join(ROOT, 'examples', file), 'utf8')
    .trim()
    .split('\n');
  const texts = [...lines, heartbeatText({ at: ARRIVAL })];
  await sources.get(stream)?.take('s', texts.map(recordOf));
  for (const { shard, messages } of exchange.batches()) await second?.take(shard, messages);
  return dynamo.table('views').all();
}

function recordOf(text: string, i: number): SourceRecord {
  const data = new TextEncoder().encode(text);
  const position = { sequence: String(i + 1), sub: 0, arrival: ARRIVAL, partitionKey: 'p' };
  return { ...position, data, start: 0, end: data.length };
}

const itemOf = (items: readonly WireItem[], like: string): string => {
  const { pk, sk } = JSON.parse(like) as WireItem;
  const item = items.find(
    (each) => each['pk']?.['S'] === pk?.['S'] && each['sk']?.['S'] === sk?.['S'],
  );
  return JSON.stringify(item ?? items);
};

describe('docs/rows.md', () => {
  test('shows a row of a window as it is stored', async () => {
    const items = await itemsOf(firstWindow, '01-first-window/sales.ndjson');
    const [row = ''] = shown;

    expect(JSON.parse(itemOf(items, row))).toEqual(JSON.parse(row));
  });

  test('shows a match as it is stored', async () => {
    const items = await itemsOf(patterns, '05-patterns/actions.ndjson');
    const [, record = ''] = shown;

    expect(JSON.parse(itemOf(items, record))).toEqual(JSON.parse(record));
  });

  test('names every attribute that rows have themselves', () => {
    const elsewhere = ['view', 'windowTime', 'watermark', 'coverage', '_key', '_time'];
    const own = RESERVED_ATTRIBUTES.filter((name) => !elsewhere.includes(name));

    expect(own.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
