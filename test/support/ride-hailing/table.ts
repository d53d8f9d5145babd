import { type AttributeValue, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Lines } from './oracle.ts';

type Item = Readonly<Record<string, AttributeValue>>;

const text = (item: Item, name: string): string => item[name]?.S ?? item[name]?.N ?? '-';

const time = (item: Item, name: string): number => Date.parse(text(item, name));

const cents = (item: Item, name: string): number | '-' =>
  item[name] === undefined ? '-' : Math.round(Number(text(item, name)) * 100);

const fares = (item: Item): string =>
  `trips ${text(item, 'trips')} revenue ${cents(item, 'revenue')} dearest ${cents(item, 'dearest')}`;

const pair = (item: Item): string =>
  [
    time(item, 'time'),
    text(item, 'trip_trip'),
    cents(item, 'trip_fare'),
    cents(item, 'payment_amount'),
  ].join(' ');

interface Matched {
  readonly [stage: string]: readonly { readonly trip: string }[];
}

const tripsOf = (events: Matched): string =>
  ['first', 'second', 'third'].map((stage) => events[stage]?.[0]?.trip).join(' ');

/** By view: an item as a line, as the oracle writes it. */
const LINES: Readonly<Record<string, (item: Item) => string>> = {
  demand: (item) =>
    `${time(item, 'windowStart')} requests ${text(item, 'requests')} riders ${text(item, 'riders')}`,
  riders: (item) => `${time(item, 'windowStart')} requests ${text(item, 'requests')}`,
  supply: (item) => `${time(item, 'windowStart')} ${fares(item)}`,
  by_country: (item) => `${time(item, 'windowStart')} ${fares(item)}`,
  paid_trips: pair,
  unpaid_trips: pair,
  shifts: (item) =>
    `${time(item, 'windowStart')} trips ${text(item, 'trips')} earned ${cents(item, 'earned')} until ${time(item, 'windowEnd')}`,
  cancellations: (item) => tripsOf(JSON.parse(text(item, 'events')) as Matched),
};

/** What the table shows, read as anybody reads it: plain attributes, no library of ours. */
export async function tableShows(client: DynamoDBClient, TableName: string): Promise<Lines> {
  const lines = new Map<string, string[]>(Object.keys(LINES).map((view) => [view, []]));
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName, ConsistentRead: true },
  )) {
    for (const item of Items) {
      const [view = '', key = ''] = text(item, 'pk').split('#');
      if (item['mergedInto'] !== undefined) continue;
      lines.get(view)?.push(`${key} ${LINES[view]?.(item)}`);
    }
  }
  return new Map([...lines].map(([view, all]) => [view, all.sort()]));
}

/** How a view differs from what it must show. */
export interface Comparison {
  readonly view: string;
  readonly expected: number;
  readonly equal: number;
  /** Lines that must be there and are not. */
  readonly missing: readonly string[];
  /** Lines that are there and must not be, or more often than they must. */
  readonly extra: readonly string[];
}

/** Compares view by view, as bags of lines. */
export function compareLines(expected: Lines, shown: Lines): readonly Comparison[] {
  return [...expected].map(([view, lines]) => {
    const left = new Map<string, number>();
    for (const line of shown.get(view) ?? []) left.set(line, (left.get(line) ?? 0) + 1);
    const missing = lines.filter((line) => {
      const count = left.get(line) ?? 0;
      left.set(line, count - 1);
      return count < 1;
    });
    const extra = [...left].flatMap(([line, count]) =>
      Array<string>(Math.max(0, count)).fill(line),
    );
    return { view, expected: lines.length, equal: lines.length - missing.length, missing, extra };
  });
}
