import { HOUR, type Rides, START, type Trip } from './events.ts';

/** What a table should show: lines of text, by view. */
export type Lines = ReadonlyMap<string, readonly string[]>;

const GAP = 0.75 * HOUR;
const UPPER = HOUR;
const WITHIN = 6 * HOUR;

const cents = (amount: number): number => Math.round(amount * 100);

/**
 * What the views of the ride-hailing case must show, worked out slowly from all events at once.
 *
 * It shares nothing with the operators, and knows nothing of time, order, shards or batches.
 */
export function ridesOracle({ requests, trips, payments }: Rides): Lines {
  const payment = new Map(payments.map((each) => [each.trip, each]));
  const pairs = trips.map((trip) => {
    const after = (payment.get(trip.trip)?.at ?? Number.NaN) - trip.at;
    return { trip, payment: after >= 0 && after <= UPPER ? payment.get(trip.trip) : undefined };
  });
  const lines = {
    demand: windows(requests, ({ zone }) => zone, HOUR).map(
      ({ key, start, events }) =>
        `${key} ${start} requests ${events.length} riders ${new Set(events.map(({ rider }) => rider)).size}`,
    ),
    riders: windows(requests, ({ rider }) => rider, 24 * HOUR).map(
      ({ key, start, events }) => `${key} ${start} requests ${events.length}`,
    ),
    supply: windows(trips, ({ zone }) => zone, HOUR).map(fares),
    by_country: windows(trips, ({ country }) => country, HOUR).map(fares),
    paid_trips: pairs.map(({ trip, payment: paid }) =>
      [
        ...[trip.driver, Math.max(trip.at, paid?.at ?? trip.at), trip.trip, cents(trip.fare)],
        paid === undefined ? '-' : cents(paid.amount),
      ].join(' '),
    ),
    unpaid_trips: pairs
      .filter(({ payment: paid }) => paid === undefined)
      .map(({ trip }) => [trip.zone, trip.at, trip.trip, cents(trip.fare), '-'].join(' ')),
    shifts: [...byDriver(trips)].flatMap(([driver, all]) =>
      shiftsOf(all).map(
        (shift) =>
          `${driver} ${shift[0]?.at} trips ${shift.length} earned ${total(shift)} until ${(shift.at(-1)?.at ?? 0) + GAP}`,
      ),
    ),
    cancellations: [...byDriver(trips)].flatMap(([driver, all]) =>
      threeCancelled(all).map((match) => `${driver} ${match.map(({ trip }) => trip).join(' ')}`),
    ),
  };
  return new Map(Object.entries(lines).map(([view, all]) => [view, all.sort()]));
}

interface Group<E> {
  readonly key: string;
  readonly start: number;
  readonly events: readonly E[];
}

function windows<E extends { readonly at: number }>(
  events: readonly E[],
  keyOf: (event: E) => string,
  size: number,
): readonly Group<E>[] {
  const groups = Map.groupBy(
    events,
    (event) => `${keyOf(event)} ${START + Math.floor((event.at - START) / size) * size}`,
  );
  return [...groups].map(([name, all]) => {
    const [key = '', start] = name.split(' ');
    return { key, start: Number(start), events: all };
  });
}

const total = (trips: readonly Trip[]): number =>
  trips.reduce((sum, { fare }) => sum + cents(fare), 0);

const fares = ({ key, start, events }: Group<Trip>): string =>
  `${key} ${start} trips ${events.length} revenue ${total(events)} dearest ${Math.max(...events.map(({ fare }) => cents(fare)))}`;

const byDriver = (trips: readonly Trip[]): ReadonlyMap<string, Trip[]> =>
  Map.groupBy(
    trips.toSorted((a, b) => a.at - b.at),
    ({ driver }) => driver,
  );

function shiftsOf(trips: readonly Trip[]): Trip[][] {
  const shifts: Trip[][] = [];
  for (const trip of trips) {
    const last = shifts.at(-1)?.at(-1);
    if (last === undefined || trip.at > last.at + GAP) shifts.push([trip]);
    else shifts.at(-1)?.push(trip);
  }
  return shifts;
}

function threeCancelled(trips: readonly Trip[]): Trip[][] {
  const matches: Trip[][] = [];
  for (let i = 0; i + 2 < trips.length; i++) {
    const three = trips.slice(i, i + 3);
    const [first, , third] = three;
    const isFast = (third?.at ?? 0) - (first?.at ?? 0) < WITHIN;
    if (!isFast || three.some(({ status }) => status !== 'cancelled')) continue;
    matches.push(three);
    i += 2;
  }
  return matches;
}
