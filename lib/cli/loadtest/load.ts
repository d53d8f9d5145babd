import { ALERT_CENTS, OUT_OF_ORDER_MS, WINDOW_MS } from './pipeline.ts';

export interface LoadShape {
  /** Events per second at rest, and in the spike in the middle fifth of the time. */
  readonly rate: number;
  readonly peak: number;
  readonly seconds: number;
  readonly users: number;
  /** Keys are drawn by Zipf's law with this exponent: the larger, the hotter the hottest. */
  readonly skew: number;
  /** Share of events that are sent a second time, with the same id. */
  readonly repeats: number;
}

/** An event with the moment at which it has to be sent, whatever else is late. */
export interface LoadEvent {
  /** Milliseconds since the start of the load. */
  readonly due: number;
  readonly id: string;
  readonly user: string;
  /** Event time, milliseconds since the start of the load. */
  readonly at: number;
  readonly cents: number;
  /** Whether its way to its row and its alert is timed. */
  readonly isProbe: boolean;
}

/** A probe so often. Milliseconds. */
const PROBE_EVERY = 250;

/** How far event times are behind; half of what the stream declares, as sending takes time too. */
const DISORDER = OUT_OF_ORDER_MS / 2;

/**
 * The events of a load, in the order in which they are due. Open loop: when an event is due does not
 * depend on how the system keeps up, so a stall counts for all that should have been sent meanwhile.
 */
export function* loadOf(shape: LoadShape, random: () => number): Generator<LoadEvent> {
  const draw = zipf(shape.users, shape.skew, random);
  const again: LoadEvent[] = [];
  let nextProbe = 0;
  let n = 0;
  for (let due = 0; due < shape.seconds * 1_000; due += 1_000 / rateAt(shape, due)) {
    while ((again[0]?.due ?? Number.POSITIVE_INFINITY) <= due) yield again.shift() as LoadEvent;
    const isProbe = due >= nextProbe;
    if (isProbe) nextProbe += PROBE_EVERY;
    const event: LoadEvent = {
      due,
      id: `o${n}`,
      user: isProbe ? `probe-${n}` : `user-${draw()}`,
      at: Math.floor(isProbe ? due : due - random() * DISORDER),
      cents: isProbe ? ALERT_CENTS : Math.floor(random() * 100_000),
      isProbe,
    };
    n++;
    yield event;
    if (random() < shape.repeats) again.push({ ...event, due: due + 500, isProbe: false });
  }
  yield* again;
}

/** The spike is the middle fifth. */
const rateAt = ({ rate, peak, seconds }: LoadShape, due: number): number => {
  const part = due / (seconds * 1_000);
  return part >= 0.4 && part < 0.6 ? peak : rate;
};

/** Ranks from 0 by Zipf's law: the inverse of the cumulative weights. */
function zipf(ranks: number, exponent: number, random: () => number): () => number {
  const sums = new Float64Array(ranks);
  let sum = 0;
  for (let rank = 0; rank < ranks; rank++) {
    sum += 1 / (rank + 1) ** exponent;
    sums[rank] = sum;
  }
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, ranks - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** What rows must show, by view, key and start of the window; each id once. */
export interface LoadOracle {
  add(event: Pick<LoadEvent, 'id' | 'user' | 'cents'>, at: number): void;
  readonly rows: ReadonlyMap<string, { readonly orders: number; readonly cents: number }>;
}

export const rowName = (view: string, key: string, start: number): string =>
  `${view} ${start} ${key}`;

export function loadOracle(): LoadOracle {
  const rows = new Map<string, { orders: number; cents: number }>();
  const seen = new Set<string>();
  return {
    rows,
    add({ id, user, cents }, at) {
      if (seen.has(id)) return;
      seen.add(id);
      const start = Math.floor(at / WINDOW_MS) * WINDOW_MS;
      for (const name of [rowName('by_user', user, start), rowName('totals', 'all', start)]) {
        const row = rows.get(name) ?? { orders: 0, cents: 0 };
        rows.set(name, { orders: row.orders + 1, cents: row.cents + cents });
      }
    },
  };
}
