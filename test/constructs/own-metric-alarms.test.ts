import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { InvoiceLine, retail } from '../../examples/retail/pipeline.ts';
import { encodeMessage } from '../../lib/adapters/kinesis/exchange.ts';
import type { Deadline } from '../../lib/adapters/lambda/time-left.ts';
import { memoryLake } from '../../lib/adapters/memory/lake.ts';
import { lakeFileEncoder } from '../../lib/adapters/parquet/encode-lake-file.ts';
import { compileDecoder } from '../../lib/core/json/decoder.ts';
import type { Schema } from '../../lib/core/schema/schema.ts';
import { SLOTS } from '../../lib/core/slots.ts';
import { archiveHandler } from '../../lib/functions/archive-handler.ts';
import { countedReport } from '../../lib/functions/batch-report.ts';
import { exchangeHandler } from '../../lib/functions/exchange-handler.ts';
import { log } from '../../lib/functions/log.ts';
import { withMetrics } from '../../lib/functions/metrics.ts';
import { speedHandler } from '../../lib/functions/speed-handler.ts';
import type { Event } from '../../lib/pipeline/definition/definition.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import type { Delta } from '../../lib/ports/effects.ts';
import { archiveLane } from '../../lib/runtime/archive/archive-lane.ts';
import { startExchangeLane } from '../../lib/runtime/exchange/exchange-lane.ts';
import { exchangeLaneOf, sourceLaneOf } from '../../lib/runtime/lanes/lanes-of.ts';
import { startSourceLane } from '../../lib/runtime/speed/source-lane.ts';
import { alarmCalled, alarmsIn, publishedBy, seenBy } from '../support/aws/cloudwatch.ts';
import { kinesisEvent } from '../support/aws/kinesis-event.ts';
import { type RefusingAws, refusingAws } from '../support/aws/refusing-aws.ts';
import { plentyOfTime } from '../support/lanes/deadline.ts';
import { emptyWorld } from '../support/lanes/speed-world.ts';
import { synthesise } from '../support/stack/synthesis.ts';

const HOUR = 3_600_000;
const SHARD = 'shardId-000000000000';
const plan = planOf(retail);
const { compute } = synthesise('dev', plan);
const alarms = alarmsIn(compute);

/** Variables of the function of that lane, as deployed; what only an account knows is its logical id. */
function variablesOf(lane: string): Record<string, string> {
  for (const { Properties } of Object.values(compute.findResources('AWS::Lambda::Function'))) {
    const variables = Properties.Environment.Variables as Record<string, unknown>;
    if (variables['LANE'] !== lane) continue;
    const entries = Object.entries(variables).filter(([name]) => name !== 'NODE_OPTIONS');
    return Object.fromEntries(
      entries.map(([name, value]) => [
        name,
        typeof value === 'string' ? value : name.toLowerCase(),
      ]),
    );
  }
  throw new Error(`no function has the lane ${lane}`);
}

/** The lanes of a deployment on ports in memory, as their functions run them. */
function lanesInMemory(headCharacters?: number) {
  const world = emptyWorld([SHARD], headCharacters);
  const ports = {
    ...world,
    exchange: {
      ...world.exchange,
      shards: async () => [{ id: SHARD, parents: [], closed: false, slots: ALL }],
    },
    heads: withMetrics(world.heads, 'dev'),
    topology: { shards: async () => world.shards, membership: async () => () => true },
    deadLetters: { put: async () => undefined },
  };
  const speed = sourceLaneOf({ pipeline: retail, plan }, 'sales.speed', ({ schema }, wanted) =>
    compileDecoder(schema as Schema<Event>, wanted),
  );
  const archive = archiveLane(
    { name: 'sales', time: 'InvoiceDate', decode: compileDecoder(InvoiceLine as Schema<Event>) },
    { ...ports, lake: memoryLake(), encode: lakeFileEncoder(InvoiceLine.fields) },
  );
  const report = (lane: string) => countedReport({ pipeline: retail.name, stage: 'dev', lane });
  return {
    speed: speedHandler(startSourceLane(retail.name, speed, ports), report('sales.speed')),
    exchange: exchangeHandler(
      startExchangeLane(retail.name, exchangeLaneOf(retail, plan), ports),
      report('exchange'),
    ),
    archive: archiveHandler(archive, report('sales.archive')),
  };
}

const line = (n: number, date: string) => ({
  partitionKey: `${n}`,
  data: JSON.stringify({
    ...{ eventId: `e${n}`, InvoiceNo: `${n}`, StockCode: 'x', Quantity: 1, InvoiceDate: date },
    ...{ UnitPrice: '1.000', Country: 'France' },
  }),
});

const TODAY = '2010-12-09T12:00:00.000Z';
const LONG_AGO = '2010-12-01T08:00:00.000Z';

/** One event that closes windows, and after it 120 that are too late for them. */
const lateEvents = kinesisEvent(
  [line(0, TODAY), ...Array.from({ length: 120 }, (_, i) => line(i + 1, LONG_AGO))].map(
    (record) => ({ ...record, arrival: Date.parse(TODAY) }),
  ),
);

/** A message for one shard, and the next one of its lane. */
function messages(deltas: readonly Delta[]): KinesisStreamEvent {
  const envelope = {
    ...{ lane: 'sales.speed', shard: SHARD, gen: 1, part: 0, parts: 1, slots: ALL },
    ...{ watermark: Date.parse(TODAY), arrival: Date.parse(TODAY), events: [] },
  };
  return kinesisEvent([
    { data: encodeMessage({ ...envelope, epoch: 1, deltas: [] }) },
    { data: encodeMessage({ ...envelope, epoch: 2, deltas }) },
  ]);
}

const ALL = { from: 0, to: SLOTS };

const delta = (start: number, country: string): Delta => ({
  ...{ view: 'sales_by_country', key: country, start, end: start + HOUR },
  acc: [1, '1', '1', ['1'], ['1']],
});

type Handler = (
  event: KinesisStreamEvent,
  context: Deadline,
) => Promise<KinesisStreamBatchResponse>;

/** What an account is like in which the condition of an alarm is true. */
const CONDITIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  SalesSpeedDeadLetters: () =>
    lanesInMemory().speed(kinesisEvent([{ data: '{"eventId":' }]), plentyOfTime),
  SalesSpeedLateShare: () => lanesInMemory().speed(lateEvents, plentyOfTime),
  SalesSpeedUnfinished: () => lanesInMemory().speed(lateEvents, noTime()),
  ExchangeDeadLetters: () =>
    lanesInMemory(2_000).exchange(
      messages([delta(Date.parse(TODAY), 'x'.repeat(3_000))]),
      plentyOfTime,
    ),
  ExchangeLateShare: () =>
    lanesInMemory().exchange(
      messages(Array.from({ length: 120 }, (_, i) => delta(Date.parse(LONG_AGO), `${i}`))),
      plentyOfTime,
    ),
  ExchangeForeign: () =>
    lanesInMemory().exchange(kinesisEvent([{ data: 'no message' }]), plentyOfTime),
  ExchangeUnfinished: () => lanesInMemory().exchange(messages([]), noTime()),
  SalesArchiveUnfinished: () => lanesInMemory().archive(lateEvents, noTime()),
};

/** An invocation whose time is up as soon as it has begun. */
function noTime(): Deadline {
  let left = 900_000;
  return {
    getRemainingTimeInMillis() {
      const now = left;
      left = 0;
      return now;
    },
  };
}

const FAILING = [
  ['SalesSpeedFailing', 'sales.speed', () => import('../../lambdas/speed/index.ts')],
  ['ExchangeFailing', 'exchange', () => import('../../lambdas/exchange/index.ts')],
  ['SalesArchiveFailing', 'sales.archive', () => import('../../lambdas/archive/index.ts')],
] as const;

/** That of the reconciliation is in the test of its handler. */
const ELSEWHERE = ['Unexplained'];

const LANE_OF: Readonly<Record<string, string>> = {
  SalesSpeed: 'sales.speed',
  Exchange: 'exchange',
  SalesArchive: 'sales.archive',
};

describe('an alarm on a metric of our own sees what the handler publishes', () => {
  let aws: RefusingAws;

  beforeAll(async () => {
    log.setLogLevel('SILENT');
    aws = await refusingAws();
  });
  afterAll(() => aws.close());

  test.each(Object.keys(CONDITIONS))('%s', async (id) => {
    const alarm = alarmCalled(alarms, id);
    const lane = LANE_OF[id.replace(/DeadLetters|Foreign|LateShare|Unfinished/, '')] ?? '';

    const { metrics } = await publishedBy(variablesOf(lane), CONDITIONS[id] ?? Promise.reject);

    expect(seenBy(alarm, metrics)).toBeGreaterThanOrEqual(alarm.threshold);
  });

  test.each(FAILING)(
    '%s: the deployed function of %s is refused by AWS',
    async (id, lane, load) => {
      const alarm = alarmCalled(alarms, id);
      const event = lane === 'exchange' ? messages([]) : lateEvents;
      let response: KinesisStreamBatchResponse | undefined;

      const { metrics, lines } = await publishedBy(
        { ...variablesOf(lane), ...aws.environment },
        async () => {
          const { handler } = (await load()) as { handler: Handler };
          response = await handler(event, plentyOfTime);
        },
      );

      expect(response?.batchItemFailures).toEqual([
        { itemIdentifier: event.Records[0]?.kinesis.sequenceNumber },
      ]);
      expect(seenBy(alarm, metrics)).toBe(1);
      expect(lines).toContainEqual(
        expect.objectContaining({ Code: expect.stringMatching(/^AccessDenied/), FailedBatches: 1 }),
      );
    },
  );

  test('all of them are tried', () => {
    const own = alarms.filter(({ metrics }) =>
      metrics.some(({ namespace }) => !/^AWS/.test(namespace)),
    );

    expect(own.map(({ id }) => id).sort()).toEqual(
      [...Object.keys(CONDITIONS), ...FAILING.map(([id]) => id), ...ELSEWHERE].sort(),
    );
  });
});
