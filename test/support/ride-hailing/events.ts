import { seededRandom } from '../../../lib/cli/produce/seeded-random.ts';

/** A request for a ride, as a producer writes it. */
export interface Request {
  readonly id: string;
  readonly rider: string;
  readonly country: string;
  readonly zone: string;
  readonly at: number;
}

export interface Trip {
  readonly id: string;
  readonly trip: string;
  readonly driver: string;
  readonly country: string;
  readonly zone: string;
  readonly status: 'done' | 'cancelled';
  readonly fare: number;
  readonly at: number;
}

export interface Payment {
  readonly id: string;
  readonly trip: string;
  readonly amount: number;
  readonly at: number;
}

/** Events of each stream, in the order in which they are sent. */
export interface Rides {
  readonly requests: readonly Request[];
  readonly trips: readonly Trip[];
  readonly payments: readonly Payment[];
}

/** Midnight, so that windows of a day begin with it. */
export const START = Date.UTC(2026, 2, 2);
export const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Gap of a shift, and how long a payment is waited for: times land on these, and a millisecond beside. */
const GAP = 45 * MINUTE;
const UPPER = HOUR;

/** How far an event is sent behind a newer one, at most; the streams allow 30 minutes. */
const DISORDER = 10 * MINUTE;

const COUNTRIES = ['AT', 'BE', 'CH', 'DE', 'FR', 'IT', 'NL', 'PL'];

export interface RidesOptions {
  readonly seed: number;
  /** Of all three streams together, about. */
  readonly events: number;
  readonly hours: number;
}

/**
 * A seeded service: about 46 % of the events are requests, 33 % trips, 21 % payments.
 *
 * One zone of 40 is as busy as all others together. No driver has two trips in the same millisecond:
 * then arrival would decide their order.
 */
export function rides({ seed, events, hours }: RidesOptions): Rides {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const span = hours * HOUR;
  const count = Math.round(events * 0.46);
  const drivers = Math.max(8, Math.round(events / hours / 12));
  const busy = new Map<string, number[]>();
  const taken = new Set<string>();
  const requests: Request[] = [];
  const trips: Trip[] = [];
  const payments: Payment[] = [];

  const onAnEdge = (at: number): number => {
    if (random() > 0.05) return at;
    return Math.round(at / HOUR) * HOUR + below(3) - 1;
  };
  const place = () => {
    const number = random() < 0.5 ? 0 : below(40);
    const country = COUNTRIES[number % COUNTRIES.length] ?? '';
    return { country, zone: `${country}-${number}` };
  };
  /** Of a driver, a while after the last trip, and now and then just where a shift ends. */
  const tripTime = (driver: string, earliest: number): number => {
    const before = busy.get(driver)?.at(-1);
    const isEdge = before !== undefined && before + GAP > earliest && random() < 0.1;
    let at = isEdge ? before + GAP + below(3) - 1 : onAnEdge(earliest + below(20 * MINUTE));
    while (taken.has(`${driver} ${at}`)) at++;
    taken.add(`${driver} ${at}`);
    busy.set(driver, [...(busy.get(driver) ?? []).slice(-1), at]);
    return at;
  };
  const paymentTime = (at: number): number => {
    const edges = [0, -1, UPPER, UPPER + 1];
    return at + (random() < 0.1 ? (edges[below(4)] ?? 0) : below(1.1 * UPPER));
  };

  for (let i = 0; i < count; i++) {
    const at = onAnEdge(START + MINUTE + Math.floor((i / count) * (span - 1.5 * HOUR)));
    const where = place();
    requests.push({ id: `r${i}`, rider: `rider-${below(drivers * 4)}`, ...where, at });
    if (random() > 0.72) continue;
    const driver = `driver-${below(drivers)}`;
    const begun = tripTime(driver, at);
    const isDone = random() > 0.35;
    const fare = isDone ? (500 + below(9_500)) / 100 : 0;
    const status = isDone ? 'done' : 'cancelled';
    trips.push({ id: `t${i}`, trip: `trip-${i}`, driver, ...where, status, fare, at: begun });
    if (isDone && random() < 0.95) {
      payments.push({ id: `p${i}`, trip: `trip-${i}`, amount: fare, at: paymentTime(begun) });
    }
  }
  const sent = <E extends { readonly at: number }>(all: readonly E[]): E[] =>
    all
      .map((event) => ({ event, order: event.at + random() * DISORDER }))
      .sort((a, b) => a.order - b.order)
      .map(({ event }) => event);
  return { requests: sent(requests), trips: sent(trips), payments: sent(payments) };
}

/** Requests for the first hours that are sent when these hours are long over. */
export function lateRequests(seed: number, count: number, hours: number): readonly Request[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const country = COUNTRIES[i % COUNTRIES.length] ?? '';
    return {
      ...{ id: `late-${seed}-${i}`, rider: `rider-${i}`, country, zone: `${country}-${i % 40}` },
      at: START + Math.floor(random() * hours * HOUR),
    };
  });
}
