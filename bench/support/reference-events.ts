import { seededRandom } from '../../lib/cli/produce/seeded-random.ts';
import { count, max, min, sum } from '../../lib/core/aggregators/authoring.ts';
import { boolean, decimal, instant, int, string } from '../../lib/core/field-type.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';

/** Length of an event's JSON. Units: bytes. */
export const EVENT_BYTES = 240;

/** First event time. Milliseconds. */
export const FIRST_TIME = Date.UTC(2026, 2, 1, 12);

/** How far event times are out of order, well within what the stream declares. Milliseconds. */
const DISORDER_MS = 5_000;

/** All ten fields are declared, so all are checked. */
export const Order = schema({
  id: string(),
  user: string(),
  country: string(),
  at: instant(),
  amount: decimal(2),
  quantity: int(),
  sku: string(),
  channel: string(),
  returning: boolean(),
  note: string(),
});

const aggregates = {
  events: count(),
  total: sum('amount'),
  least: min('amount'),
  most: max('amount'),
} as const;

/** Count, sum, min and max per minute: by the partition key, or by another field. */
export const referencePipeline = (by: 'user' | 'country'): Pipeline =>
  pipeline('bench', (p) => {
    p.stream('orders', Order, { key: 'user', time: 'at' })
      .groupBy(by)
      .window(tumbling('1m'))
      .aggregate(aggregates)
      .view(`by_${by}`);
  });

/** The shape of a stream of events. */
export interface Traffic {
  readonly users: number;
  readonly eventsPerSecond: number;
}

/** One event, before it is JSON. */
export interface OrderEvent {
  readonly id: string;
  readonly user: string;
  /** Milliseconds. */
  readonly arrival: number;
  readonly json: string;
}

const COUNTRIES = ['DE', 'FR', 'SE', 'NO', 'GB', 'ES', 'IT', 'PL', 'US', 'CA', 'BR', 'IN', 'JP'];
const CHANNELS = ['web', 'app', 'store'];

/** Events of {@link EVENT_BYTES}, the same ones every time. */
export function referenceEvents({ users, eventsPerSecond }: Traffic, seed = 1) {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  return (i: number): OrderEvent => {
    const arrival = FIRST_TIME + Math.floor((i * 1_000) / eventsPerSecond);
    const id = `evt-${`${i}`.padStart(10, '0')}`;
    const user = `user-${below(users)}`;
    const event = {
      id,
      user,
      country: COUNTRIES[below(COUNTRIES.length)],
      at: new Date(arrival - below(DISORDER_MS)).toISOString(),
      amount: below(100_000) / 100,
      quantity: 1 + below(12),
      sku: `sku-${below(3_000)}`,
      channel: CHANNELS[below(CHANNELS.length)],
      returning: random() < 0.5,
      note: '',
    };
    const bare = JSON.stringify(event);
    return {
      id,
      user,
      arrival,
      json: `${bare.slice(0, -2)}${'x'.repeat(EVENT_BYTES - bare.length)}"}`,
    };
  };
}
