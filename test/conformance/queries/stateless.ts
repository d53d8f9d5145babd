import { double, optional, string } from '../../../lib/core/field-type.ts';
import type { AnyEvent } from '../infer-schema.ts';
import { anything, type Query, type QueryContext, reshape } from './query-context.ts';

const bidsOf = ({ stream }: QueryContext) => stream('bid', 'bids');

/** All fields of the stream's events, and others beside them. */
const withFields = (context: QueryContext, more: Parameters<typeof reshape>[1]) => ({
  ...bidsOf(context).flow.fields,
  ...more,
});

/** q0: bids as they are. */
export const passThrough: Query = (context) => bidsOf(context);

/** q1: bids with their price in another currency. */
export const currency: Query = (context) => {
  const convert = conversion(context.words.text);
  return reshape(bidsOf(context), withFields(context, { price: double() }), (bid) => ({
    ...bid,
    price: convert(Number(bid['price'])),
  }));
};

/** `* 89 / 100` divides whole numbers as Java does; a factor such as `0.908` multiplies. */
function conversion(text: string): (price: number) => number {
  const ratio = /[*×]\s*(\d+)\s*\/\s*(\d+)/.exec(text);
  if (ratio !== null) return (price) => Math.trunc((price * Number(ratio[1])) / Number(ratio[2]));
  const factor = Number(/0?\.\d+/.exec(text)?.[0] ?? 0.908);
  return (price) => price * factor;
}

/** q2: bids on certain auctions. */
export const selection: Query = (context) => {
  const { words } = context;
  const wanted = words.listAfter('auction', []);
  const divisor = words.numberAfter('%|mod|multiple of', 123);
  return bidsOf(context).filter(({ auction }) =>
    wanted.length > 0
      ? wanted.includes(String(auction))
      : Number(String(auction).replace(/\D/g, '')) % divisor === 0,
  );
};

/** q14: what a bid is worth, when it came and how often a letter occurs in it. */
export const calculation: Query = (context) => {
  const { words } = context;
  const letter = /count[^a-z]*(?:of\s+)?['"]([a-z])['"]/i.exec(words.text)?.[1] ?? 'c';
  const [from, to] = [words.numberAfter('price\\s*>', 1e6), words.numberAfter('price\\s*<', 5e7)];
  const fields = {
    price: double(),
    bidTimeType: string(),
    c_counts: double(),
    extra: optional(string()),
  };
  const convert = conversion(words.text);
  return reshape(bidsOf(context), withFields(context, fields), (bid) => ({
    ...bid,
    price: convert(Number(bid['price'])),
    bidTimeType: timeOfDay(Number(bid['ts'])),
    c_counts: String(bid['extra'] ?? '').split(letter).length - 1,
  })).filter(({ price }) => Number(price) > from && Number(price) < to);
};

function timeOfDay(at: number): string {
  const hour = Math.floor(at / 3_600_000) % 24;
  if (hour >= 8 && hour <= 18) return 'dayTime';
  return hour <= 6 || hour >= 20 ? 'nightTime' : 'otherTime';
}

const CHANNELS: Readonly<Record<string, string>> = {
  apple: '0',
  google: '1',
  facebook: '2',
  baidu: '3',
};

/** q21: bids with the id of their channel, known or read from the address. */
export const channelIds: Query = (context) =>
  reshape(bidsOf(context), withFields(context, { channel_id: anything() }), (bid) => ({
    ...bid,
    channel_id:
      CHANNELS[String(bid['channel']).toLowerCase()] ??
      /(?:&|^|\?)channel_id=([^&]*)/.exec(String(bid['url'] ?? ''))?.[1],
  })).filter(({ channel_id: id }) => id !== undefined);

/** q22: the directories of the bids' addresses. */
export const directories: Query = (context) => {
  const fields = { dir1: anything(), dir2: anything(), dir3: anything() };
  return reshape(bidsOf(context), withFields(context, fields), (bid: AnyEvent) => {
    const [, , , dir1, dir2, dir3] = String(bid['url'] ?? '').split('/');
    return { ...bid, dir1, dir2, dir3 };
  });
};
