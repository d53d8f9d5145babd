import {
  count,
  decimal,
  distinct,
  instant,
  max,
  pattern,
  pipeline,
  type Schema,
  schema,
  session,
  string,
  sum,
  tumbling,
  where,
} from '../../../lib/index.ts';

const common = { id: string(), country: string(), zone: string(), at: instant() };
const Request = schema({ ...common, rider: string() });
const Trip = schema({
  ...common,
  trip: string(),
  driver: string(),
  status: string(),
  fare: decimal(2),
});
const Payment = schema({ id: string(), trip: string(), amount: decimal(2), at: instant() });

type TripEvent = typeof Trip extends Schema<infer E> ? E : never;

const cancelled = where('status', '==', 'cancelled');

/** Three trips of a driver in a row that were cancelled, within six hours. */
const threeCancelled = pattern<TripEvent>()
  .begin('first', cancelled)
  .next('second', cancelled)
  .next('third', cancelled)
  .within('6h')
  .skip('pastLastEvent')
  .build();

/**
 * Requests, trips and payments of a ride-hailing service: hourly views by zone and country, trips with
 * their payment and those without one, shifts of drivers, drivers who cancel again and again.
 */
export const rideHailing = pipeline('ride-hailing', (p) => {
  const time = { time: 'at', maxOutOfOrderness: '30m', idleAfter: '30d' } as const; // only what is sent moves it
  const once = { id: 'id', dedupeWithin: '2d' } as const;
  const requests = p.stream('requests', Request, { key: 'rider', ...time, ...once });
  const trips = p.stream('trips', Trip, { key: 'driver', ...time, ...once });
  const payments = p.stream('payments', Payment, { key: 'trip', ...time, ...once });

  requests
    .groupBy('zone')
    .window(tumbling('1h'))
    .aggregate({ requests: count(), riders: distinct('rider') })
    .view('demand');
  requests.groupBy('rider').window(tumbling('1d')).aggregate({ requests: count() }).view('riders');
  const fares = { trips: count(), revenue: sum('fare'), dearest: max('fare') } as const;
  trips.groupBy('zone').window(tumbling('1h')).aggregate(fares).view('supply');
  trips.groupBy('country').window(tumbling('1h')).aggregate(fares).view('by_country');

  const paid = trips.groupBy('trip').join(payments.groupBy('trip'), {
    ...{ as: ['trip', 'payment'], lower: '0s', upper: '1h', type: 'left' },
  });
  paid.groupBy('trip_driver').view('paid_trips');
  paid
    .filter(({ payment_trip }) => payment_trip === undefined)
    .groupBy('trip_zone')
    .view('unpaid_trips');

  trips
    .groupBy('driver')
    .window(session('45m'))
    .aggregate({ trips: count(), earned: sum('fare') })
    .view('shifts');
  trips.groupBy('driver').match(threeCancelled).groupBy('driver').view('cancellations');
});
