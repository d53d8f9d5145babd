import { createHash } from 'node:crypto';
import {
  BIG_NOTE,
  COUNTRIES,
  EVERYWHERE,
  type Part,
  POISON,
  type Sale,
} from '../scenario/payloads.ts';

/** A shard as the oracle sees it: what it holds, and what it replaced. */
export interface OracleShard {
  readonly id: string;
  readonly parents: readonly string[];
  /** Hash keys `from ≤ key < to`. */
  readonly from: bigint;
  readonly to: bigint;
  readonly records: readonly {
    readonly sequence: string;
    readonly arrival: number;
    readonly payload: { readonly parts: readonly Part[] };
  }[];
}

/** What must be there when everything has come to rest. */
export interface Expected {
  /** `view key start: what it shows`, sorted. */
  readonly rows: readonly string[];
  /** `view shard sequence sub`, sorted. */
  readonly late: readonly string[];
  /** `shard sequence sub`, sorted. */
  readonly deadLetters: readonly string[];
  /** Accepted sales, one for each country that they are of. */
  readonly located: readonly Located[];
  /** By shard: payloads, accepted, dead letters, duplicates. */
  readonly counts: ReadonlyMap<string, readonly number[]>;
  /** Those of them that were not set aside: notes as readers must see them, `view key start: …`. */
  readonly notes: readonly NotedRow[];
  /** By shard that has records: how far its time has come. */
  readonly watermarks: ReadonlyMap<string, number>;
}

/** A row of a view that holds texts. */
export interface NotedRow {
  readonly view: 'said_by_customer' | 'said_by_country';
  readonly key: string;
  readonly start: number;
  readonly sales: readonly Sale[];
}

/** A sale of a country, as steps with state see it. */
export interface Located {
  readonly id: string;
  readonly country: string;
  readonly at: number;
  readonly cents: number;
  /** How long the text is that it carries. */
  readonly text: number;
  /** Whether its own shard was further when it came. */
  readonly isLate: boolean;
}

interface NaiveView {
  readonly name: string;
  readonly by: 'customer' | 'country';
  readonly size: number;
  readonly slide: number;
  readonly lateness: number;
  readonly shows: 'orders' | 'money' | 'both';
}

const VIEWS: readonly NaiveView[] = [
  { name: 'by_customer', by: 'customer', size: 10_000, slide: 10_000, lateness: 0, shows: 'both' },
  {
    ...{ name: 'recent_by_customer', by: 'customer', size: 10_000, slide: 5_000, lateness: 4_000 },
    shows: 'orders',
  },
  {
    name: 'by_country',
    by: 'country',
    size: 10_000,
    slide: 10_000,
    lateness: 5_000,
    shows: 'both',
  },
  {
    ...{ name: 'recent_by_country', by: 'country', size: 20_000, slide: 10_000, lateness: 0 },
    shows: 'money',
  },
  {
    ...{ name: 'lately_by_customer', by: 'customer', size: 25_000, slide: 5_000, lateness: 4_000 },
    shows: 'orders',
  },
  {
    ...{ name: 'lately_by_country', by: 'country', size: 30_000, slide: 10_000, lateness: 0 },
    shows: 'money',
  },
];

export const OUT_OF_ORDER = 3_000;
const REMEMBERED = 10_000;

/**
 * What must come out, judged record by record and shard by shard, with everything that came before on
 * the shard and on those that it replaced. Slow, obvious, and none of the runtime's code.
 *
 * @param takesLarge - Whether an event may change as many rows as {@link EVERYWHERE} does.
 * @param isTooBig - Whether an event was set aside, as `shard sequence sub`, because no row holds its text;
 *   of an event without a long text in its row nobody is asked.
 */
export function expectedOf(
  shards: readonly OracleShard[],
  { takesLarge, isTooBig }: { takesLarge: boolean; isTooBig: (place: string) => boolean },
): Expected {
  const late: string[] = [];
  const deadLetters: string[] = [];
  const located: Located[] = [];
  const members = new Map<string, { view: NaiveView; cents: number[] }>();
  const noted = new Map<string, NotedRow & { sales: Sale[] }>();
  const longTexts = new Map<string, number>();
  const counts = new Map<string, readonly number[]>();
  const watermarks = new Map<string, number>();
  const came: { shard: string; key: string; id: string; arrival: number }[] = [];
  const byId = new Map(shards.map((shard) => [shard.id, shard]));

  const ancestors = (id: string): string[] =>
    (byId.get(id)?.parents ?? []).flatMap((parent) => [parent, ...ancestors(parent)]);
  /** Watermarks that a shard starts from: its parents', or where those had no record, theirs. */
  const inherited = (id: string): number[] =>
    (byId.get(id)?.parents ?? []).flatMap((parent) => {
      const watermark = watermarks.get(parent);
      return watermark === undefined ? inherited(parent) : [watermark];
    });

  for (const shard of shards) {
    const inheritance = inherited(shard.id);
    let watermark = inheritance.length === 0 ? -Infinity : Math.min(...inheritance);
    const line = [shard.id, ...ancestors(shard.id)];
    let [payloads, accepted, refused, duplicates] = [0, 0, 0, 0];
    const advance = (at: number, arrival: number): void => {
      watermark = Math.max(watermark, Math.min(at, arrival) - OUT_OF_ORDER);
    };
    for (const { sequence, arrival, payload } of shard.records) {
      for (const [sub, { meant, partitionKey }] of payload.parts.entries()) {
        if (meant.kind === 'heartbeat') {
          if (meant.at !== null) advance(meant.at, arrival);
          continue;
        }
        payloads++;
        const isOurs = meant.kind === 'sale' && isTakenBy(shard, meant, partitionKey);
        if (!isOurs || meant.country === POISON) {
          refused++;
          deadLetters.push(`${shard.id} ${sequence} ${sub}`);
          continue;
        }
        const before = came.findLast(
          ({ shard: where, key, id }) =>
            key === partitionKey && id === meant.id && line.includes(where),
        );
        const coming = { shard: shard.id, key: partitionKey, id: meant.id, arrival };
        if (before !== undefined && arrival - before.arrival <= REMEMBERED) {
          came.push(coming);
          duplicates++;
          continue;
        }
        const row = `${meant.customer} ${Math.floor(meant.at / 10_000)}`;
        const text = (longTexts.get(row) ?? 0) + (meant.note?.length ?? 0);
        const mayBeTooBig = text >= BIG_NOTE && isTooBig(`${shard.id} ${sequence} ${sub}`);
        longTexts.set(row, text);
        if ((meant.country === EVERYWHERE && !takesLarge) || mayBeTooBig) {
          refused++;
          deadLetters.push(`${shard.id} ${sequence} ${sub}`);
          continue;
        }
        accepted++;
        came.push(coming);
        for (const country of countriesOf(meant)) {
          const { id, at, cents, note: { length } = '' } = meant;
          located.push({ id, country, at, cents, text: length, isLate: at < watermark });
        }
        note(noted, meant, watermark);
        for (const view of VIEWS) {
          for (const key of keysOf(meant, view)) {
            const starts = windowsOf(meant.at, view).filter(
              (start) => start + view.size + view.lateness > watermark,
            );
            if (starts.length === 0) late.push(`${view.name} ${shard.id} ${sequence} ${sub}`);
            for (const start of starts) {
              const row = `${view.name} ${key} ${start}`;
              const so = members.get(row) ?? { view, cents: [] };
              so.cents.push(meant.cents);
              members.set(row, so);
            }
          }
        }
        advance(meant.at, arrival);
      }
    }
    if (shard.records.length > 0) watermarks.set(shard.id, watermark);
    counts.set(shard.id, [payloads, accepted, refused, duplicates]);
  }
  const rows = [...members].map(([row, { view, cents }]) => {
    const money = cents.reduce((sum, each) => sum + each, 0);
    const shown = { orders: [cents.length], money: [money], both: [cents.length, money] };
    return `${row}: ${shown[view.shows].join(' ')}`;
  });
  return {
    rows: rows.sort(),
    late: late.sort(),
    deadLetters: deadLetters.sort(),
    located,
    notes: [...noted.values()],
    counts,
    watermarks,
  };
}

/** Puts a sale into the rows that hold its text, unless they are closed. */
function note(
  rows: Map<string, NotedRow & { sales: Sale[] }>,
  sale: Sale,
  watermark: number,
): void {
  const start = Math.floor(sale.at / 10_000) * 10_000;
  if (start + 10_000 <= watermark) return;
  const places = [
    { view: 'said_by_customer', key: sale.customer } as const,
    ...countriesOf(sale).map((key) => ({ view: 'said_by_country', key }) as const),
  ];
  for (const place of places) {
    const id = `${place.view} ${place.key} ${start}`;
    const row = rows.get(id) ?? { ...place, start, sales: [] };
    row.sales.push(sale);
    rows.set(id, row);
  }
}

const hashes = new Map<string, bigint>();

function isTakenBy({ from, to }: OracleShard, { customer }: Sale, key: string): boolean {
  if (customer !== key) return false;
  let hash = hashes.get(key);
  if (hash === undefined) {
    hash = BigInt(`0x${createHash('md5').update(key).digest('hex')}`);
    hashes.set(key, hash);
  }
  return from <= hash && hash < to;
}

const keysOf = (sale: Sale, { by }: NaiveView): readonly string[] =>
  by === 'customer' ? [sale.customer] : countriesOf(sale);

function countriesOf({ country }: Sale): readonly string[] {
  if (country === EVERYWHERE) return COUNTRIES;
  return country === undefined ? [] : [country];
}

function windowsOf(at: number, { size, slide }: NaiveView): number[] {
  const starts: number[] = [];
  const first = at - size - (((at % slide) + slide) % slide);
  for (let start = first; start <= at; start += slide) if (start + size > at) starts.push(start);
  return starts;
}
