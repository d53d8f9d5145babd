import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { compileDecoder } from '../../lib/core/json/decoder.ts';
import type { Schema } from '../../lib/core/schema/schema.ts';
import { countedReport } from '../../lib/functions/batch-report.ts';
import { exchangeHandler } from '../../lib/functions/exchange-handler.ts';
import { LOGGED_ERROR } from '../../lib/functions/log.ts';
import { withMetrics } from '../../lib/functions/metrics.ts';
import { speedHandler } from '../../lib/functions/speed-handler.ts';
import type { Event } from '../../lib/pipeline/definition/definition.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { sourceLaneOf } from '../../lib/runtime/lanes/lanes-of.ts';
import { startSourceLane } from '../../lib/runtime/speed/source-lane.ts';
import { kinesisEvent } from '../support/aws/kinesis-event.ts';
import { shop } from '../support/definitions/shop.ts';
import { plentyOfTime } from '../support/lanes/deadline.ts';
import { emptyWorld } from '../support/lanes/speed-world.ts';

const SECRET = 'SECRET\u001b[31m\n\u202e';
const report = countedReport({ pipeline: 'shop', stage: 'dev', lane: 'sales.speed' });

/** What is written while `work` is done: to standard output and error, where logs and metrics go. */
async function written(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const keep = (text: unknown): boolean => texts.push(String(text)) > 0;
  jest.spyOn(process.stdout, 'write').mockImplementation(keep as typeof process.stdout.write);
  jest.spyOn(process.stderr, 'write').mockImplementation(keep as typeof process.stderr.write);
  jest.spyOn(console, 'log').mockImplementation(keep);
  await work();
  jest.restoreAllMocks();
  return texts
    .join('\n')
    .split('\n')
    .filter((line) => line !== '');
}

function speed() {
  const world = emptyWorld(['shardId-000000000000']);
  const lane = sourceLaneOf(
    { pipeline: shop, plan: planOf(shop) },
    'sales.speed',
    ({ schema }, wanted) => compileDecoder(schema as Schema<Event>, wanted),
  );
  const ports = {
    ...{
      ...world,
      heads: withMetrics(world.heads, 'dev'),
      deadLetters: { put: async () => undefined },
    },
    topology: { shards: async () => world.shards, membership: async () => () => true },
  };
  return speedHandler(startSourceLane('shop', lane, ports), report);
}

const flood = (count: number) =>
  kinesisEvent(Array.from({ length: count }, () => ({ data: `{"id":"${SECRET}` })));

describe('what a flood of bad records makes functions write', () => {
  const environment = { ...process.env };

  afterEach(() => {
    jest.restoreAllMocks();
    process.env = { ...environment };
  });

  test('is a line of equal length for each epoch of a lane that reads a stream, and holds nothing of them', async () => {
    process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';
    const one = await written(() => speed()(flood(1), plentyOfTime));
    const many = await written(() => speed()(flood(5_000), plentyOfTime));

    expect(one.some((line) => line.includes('DeadLetters'))).toBe(true);
    // a cold process takes one record first, and sixteen times as many with each epoch
    expect(many.length).toBeLessThanOrEqual(5 * one.length);
    expect(many.join('\n').length).toBeLessThan(5 * (one.join('\n').length + 100));
    expect(many.join('\n')).not.toContain('SECRET');
  });

  test('is one line of the exchange lane, with their number', async () => {
    const handler = exchangeHandler({ take: async () => undefined });

    const lines = await written(() => handler(flood(5_000), plentyOfTime));

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'WARN', count: 5_000 });
    expect(lines[0]?.length).toBeLessThan(2_000);
    expect(lines[0]).not.toContain('SECRET');
  });

  test('is a line of bounded length for a batch that fails, whatever its error holds', async () => {
    const error = Object.assign(new Error(`down ${'\u001b[31m\n'.repeat(100_000)}`), {
      Item: { payload: { S: SECRET } },
      cause: new Error('x'.repeat(1_000_000), { cause: { payload: SECRET } }),
    });
    const handler = exchangeHandler({ take: () => Promise.reject(error) });

    const lines = await written(() => handler(flood(1), plentyOfTime));
    const [, failed = ''] = lines;

    expect(lines).toHaveLength(2);
    expect(JSON.parse(failed)).toMatchObject({
      failure: { code: 'Error', cause: { name: 'Error' } },
    });
    expect(failed.length).toBeLessThan(10 * (LOGGED_ERROR.message + LOGGED_ERROR.stack));
    expect(failed).not.toContain('SECRET');
    expect(failed).not.toMatch(/\p{Cc}/u);
  });
});
