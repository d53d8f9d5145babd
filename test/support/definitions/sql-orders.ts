import fc from 'fast-check';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const MAX = Number.MAX_SAFE_INTEGER;

export interface Sent {
  readonly id: string;
  readonly customer: string;
  readonly country: string;
  readonly express: boolean;
  readonly quantity: number;
  /** Thousandths. */
  readonly price: number;
  readonly weight: number | undefined;
  readonly coupon: string | undefined;
  readonly at: number;
  /** Whether it is put under the key of its customer. */
  readonly isAtHome: boolean;
  /** How much later it arrives than the one before. */
  readonly wait: number;
}

/** Few keys and ids, times on the edges of windows, numbers on the edges of their types. */
export const anOrder: fc.Arbitrary<Sent> = fc.record({
  id: fc.integer({ min: 0, max: 12 }).map(String),
  customer: fc.constantFrom('a', 'b', 'c', '', 'ö|\\', 'x'.repeat(1_024), 'x'.repeat(1_025)),
  country: fc.constantFrom('se', "d'e", '|', '', 'é'.repeat(511), 'é'.repeat(513)),
  express: fc.boolean(),
  quantity: fc.constantFrom(0, 1, -1, 7, 2 ** 31, MAX),
  price: fc.constantFrom(0, 1, 1_499, 1_500, 1_501, -1, 2_550, MAX),
  weight: fc.option(fc.constantFrom(0, -0, 0.1, -0.1, 1e-130, 9e125), { nil: undefined }),
  coupon: fc.option(fc.constantFrom('', 'Z', 'a', 'ä', '😀', '\uffee'), { nil: undefined }),
  at: fc
    .tuple(fc.integer({ min: -30, max: 30 }), fc.constantFrom(0, 0, 1, -1))
    .map(([steps, ms]) => steps * 25 * MINUTE - 7 * MINUTE + ms),
  isAtHome: fc.constantFrom(true, true, true, false),
  wait: fc.constantFrom(0, 0, 1, 5 * MINUTE, HOUR, HOUR + 1),
});

/** When each of them arrives. */
export const arrivalsOf = (orders: readonly Sent[]): number[] => {
  let arrival = 0;
  return orders.map(({ wait }) => (arrival += wait));
};

export const textOf = ({ price, isAtHome: _, wait: __, ...order }: Sent): string => {
  const digits = String(Math.abs(price)).padStart(4, '0');
  const sign = price < 0 ? '-' : '';
  return JSON.stringify({ ...order, price: `${sign}${digits.slice(0, -3)}.${digits.slice(-3)}` });
};

/** Decides each event by itself, by what the definition says in words. */
export function countedOnce(orders: readonly Sent[]): (Sent & { readonly revenue: bigint })[] {
  const bytes = (text: string): number => Buffer.byteLength(text);
  const escaped = (text: string): string => text.replace(/[\\|]/g, (each) => `\\${each}`);
  const arrivals = arrivalsOf(orders);
  const priced = orders.map((order, i) => ({
    ...order,
    arrival: arrivals[i] ?? 0,
    weight: order.weight === undefined ? undefined : order.weight + 0,
    revenue: BigInt(order.quantity) * BigInt(order.price),
  }));
  const accepted = priced.filter(({ customer, country, express, revenue, isAtHome }) => {
    const customerFits = customer !== '' && bytes(customer) <= 1_024;
    return (
      isAtHome &&
      (revenue < 0n ? -revenue : revenue) <= BigInt(MAX) &&
      bytes(`${escaped(country)}|${express}`) <= 1_024 &&
      customerFits // it is the partition key, whatever the views are grouped by
    );
  });
  return accepted.filter(({ id, customer, arrival }, i) => {
    const before = accepted
      .slice(0, i)
      .findLast((other) => other.id === id && other.customer === customer);
    return before === undefined || arrival - before.arrival > HOUR;
  });
}

export type Counted = ReturnType<typeof countedOnce>[number];

export function grouped(
  orders: readonly Counted[],
  { size, slide, offset }: { size: number; slide: number; offset: number },
  keyOf: (order: Counted) => readonly unknown[],
): Map<string, { start: number; key: readonly unknown[]; orders: Counted[] }> {
  const groups = new Map<string, { start: number; key: readonly unknown[]; orders: Counted[] }>();
  for (const order of orders) {
    for (let n = -100; n < 100; n++) {
      const start = offset + n * slide;
      if (order.at < start || order.at >= start + size) continue;
      const key = keyOf(order);
      const id = JSON.stringify([key, start]);
      const group = groups.get(id) ?? { start, key, orders: [] };
      group.orders.push(order);
      groups.set(id, group);
    }
  }
  return groups;
}
