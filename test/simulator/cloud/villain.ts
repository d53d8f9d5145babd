import type { Network } from '../engine/network.ts';
import {
  heartbeatPart,
  type Packet,
  type Part,
  partOf,
  type Sale,
  salePart,
  undecodablePart,
} from '../scenario/payloads.ts';
import { FLOODED, MOST_PARTIAL_MATCHES } from '../scenario/shop.ts';

/** Who may put records and nothing else, and puts what might harm others. */
export interface Villain {
  /** What it puts now, if it does: each is one record. */
  attack(): readonly Packet[];
}

/** Attacks of a run: each is made of many events, and what they cost is for lanes to bear, not for a search. */
const MOST = 3;

/** Ways in which one kind of attack differs from the next. */
const VARIANTS = 6;

/** Keys like something of ours, of JavaScript, or of several fields. */
const NAMES = [
  ...['@watermark', '@watermark#by_customer', '@parts#by_customer#ada', 'by_customer#ada', 'H'],
  ...['__proto__', 'constructor', 'hasOwnProperty', 'ada|de', 'ada\\', '"ada"', 'ada\u0000de'],
  ...['k'.repeat(250), '\ud83d\ude00'],
];

const HONEST = ['ada', 'bob', 'cyd', 'dan', 'eve'];

/** What no decoder takes, and what looks like a heartbeat and is none. */
const RUBBISH = [
  '{"id":"x","customer":"","at":1,"amount":1}',
  '{"id":"x","customer":"\\ud800","at":1,"amount":1}',
  `{"id":"x","customer":"ada","more":${'['.repeat(3_000)}`,
  '{"millrace":"heartbeat","v":1,"at":12}.',
  '{"millrace":"heartbeat","v":2,"at":12}',
  `{"id":"${'x'.repeat(90_000)}`,
];

/**
 * A producer that means harm, by chance.
 *
 * @param isModest - Whether it keeps to what a small head of the simulator holds of one event, which no limit of
 *   the services is as near to.
 */
export function villainIn({ chance, clock }: Network, isModest: boolean): Villain {
  let attacks = 0;

  const saleOf = (id: string, more: Partial<Sale> = {}): Sale => ({
    ...{ kind: 'sale', id, customer: 'mallory', country: FLOODED },
    ...{ at: clock.now, cents: 100, ...more },
  });
  const alone = (part: Part): Packet => ({ parts: [part], isPacked: false });
  const packed = (parts: readonly Part[]): Packet => ({ parts, isPacked: true });

  const kinds: readonly ((variant: number) => readonly Packet[])[] = [
    function names(variant) {
      return [0, 1, 2].map((i) => {
        const long = NAMES[(variant * 3 + i) % NAMES.length] ?? '';
        const name = isModest ? long.slice(0, 40) : long;
        return alone(salePart(saleOf(`name${attacks}-${i}`, { customer: name, country: name })));
      });
    },

    function badParts(variant) {
      const key = HONEST[variant % HONEST.length] ?? '';
      const count = 40 + variant * 10;
      return [packed(Array.from({ length: count }, (_, i) => undecodablePart(i, key)))];
    },

    function rubbish(variant) {
      const key = HONEST[variant % HONEST.length] ?? '';
      return [alone(partOf({ kind: 'undecodable' }, key, RUBBISH[variant % RUBBISH.length] ?? ''))];
    },

    function huge(variant) {
      const sale = saleOf(`big${attacks}`);
      const more = `"__proto__":{"a":1},"more":"${'x'.repeat(10_000 * (1 + variant))}"`;
      return [alone(salePart(sale, sale.customer, more))];
    },

    /** One key for the windows, the sessions, the join and the pattern, for which it may be too much. */
    function flood(variant) {
      const isTooMuch = variant === VARIANTS - 1 && !isModest;
      const count = isTooMuch ? MOST_PARTIAL_MATCHES + 24 : 16 + variant * 2;
      const isLarge = (i: number): boolean => (isTooMuch ? i >= count - 2 : i % 2 === 1);
      const parts = Array.from({ length: count }, (_, i) =>
        salePart(
          saleOf(`many${attacks}-${i}`, {
            at: clock.now - (count - i) * 20,
            cents: isLarge(i) ? 300 : 100,
          }),
        ),
      );
      return [packed(parts)];
    },

    /** Ids of others, and such that are those of others where a key and an id are only joined. */
    function foreignIds(variant) {
      return HONEST.slice(0, 3).flatMap((customer) => [
        alone(salePart(saleOf(`s${variant}`))),
        alone(
          salePart(saleOf(`${customer.slice(2)}s${variant}`, { customer: customer.slice(0, 2) })),
        ),
      ]);
    },

    function heartbeats(variant) {
      const times = [null, -1_000_000, 0, 999_999_999_999_999, clock.now + 60_000, clock.now];
      const at = times[variant % times.length] ?? null;
      return [packed([...HONEST, '@watermark'].map((key) => heartbeatPart(at, key)))];
    },
  ];

  return {
    attack() {
      if (attacks >= MOST || !chance.happens('hostile')) return [];
      attacks++;
      const which = chance.pick('attack', kinds.length * VARIANTS);
      return kinds[which % kinds.length]?.(Math.floor(which / kinds.length)) ?? [];
    },
  };
}
