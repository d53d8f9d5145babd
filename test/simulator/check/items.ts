import type { WireItem } from '../../support/dynamodb/wire.ts';
import type { OnPut } from '../cloud/dynamo.ts';
import type { Network } from '../engine/network.ts';
import type { Watch } from './watch.ts';

/** A row of a window as anybody sees it who asks the table. Times in milliseconds. */
export interface SeenRow {
  readonly view: string;
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly item: WireItem;
}

/** Attributes that no author named. */
const OURS = new Set([
  ...['pk', 'sk', 'viewWindow', 'key', 'windowStart', 'windowEnd', 'updatedAt', 'fence'],
  ...['acc', 'acc.zstd', 'capped', 'truncated', 'run', 'expiresAt'],
]);

export const textOf = (item: WireItem, name: string): string => String(item[name]?.['S'] ?? '');

const partition = (item: WireItem): string => textOf(item, 'pk');

/** The row that an item is, unless it is something else or was merged into another. */
export function rowOf(item: WireItem): SeenRow | undefined {
  if (!('windowEnd' in item) || partition(item).startsWith('@')) return undefined;
  const pk = partition(item);
  return {
    view: pk.slice(0, pk.indexOf('#')),
    key: textOf(item, 'key'),
    start: Date.parse(textOf(item, 'windowStart')),
    end: Date.parse(textOf(item, 'windowEnd')),
    item,
  };
}

/** What an item shows under the author's names. */
export const shownText = (item: WireItem): string =>
  JSON.stringify(Object.entries(item).filter(([name]) => !OURS.has(name)));

/** Amounts of money as whole cents, however many digits they are written with. */
export function centsOf(item: WireItem, name: string): string {
  const [whole = '', fraction = ''] = String(item[name]?.['N'] ?? '').split('.');
  return String(BigInt(whole) * 100n + BigInt(`${fraction}00`.slice(0, 2)));
}

export const numberOf = (item: WireItem, name: string): string => String(item[name]?.['N'] ?? '');

/** What a task shows of itself. */
export interface SeenMark {
  readonly lane: string;
  readonly shard: string;
  readonly details: {
    readonly toSeq?: string;
    readonly counters?: Readonly<Record<string, number>>;
    readonly watermarks?: Readonly<Record<string, number>>;
  };
  /** Milliseconds; `undefined` before anything is known. */
  readonly watermark: number | undefined;
}

export function markOf(item: WireItem): SeenMark | undefined {
  if (!partition(item).startsWith('AP#')) return undefined;
  const watermark = textOf(item, 'watermark');
  return {
    lane: textOf(item, 'lane'),
    shard: textOf(item, 'shard'),
    details: JSON.parse(textOf(item, 'details') || '{}') as SeenMark['details'],
    watermark: watermark === '' ? undefined : Date.parse(watermark),
  };
}

/** For `JSON.stringify`: bytes as the JSON of a call has them. */
const withoutBytes = (_name: string, value: unknown): unknown =>
  value instanceof Object && 'type' in value && value.type === 'Buffer' && 'data' in value
    ? Buffer.from(value.data as number[]).toString('base64')
    : value;

/** Looks at everything that the tables take. */
export function observerOf(watch: Watch, tell: Network['tell']) {
  const told = (item: WireItem): void =>
    tell(() => {
      const { pk: _pk, sk: _sk, ...rest } = item;
      const key = `${partition(item)} ${textOf(item, 'sk')}`;
      return `${key} is ${JSON.stringify(rest, withoutBytes).slice(0, 300)}`;
    });
  const boards = new Map<string, Map<string, number | undefined>>();

  const views: OnPut = (item, before) => {
    told(item);
    const [kind, view = ''] = partition(item).split('#');
    if (kind === '@watermark') {
      const tasks = boards.get(view) ?? new Map<string, number | undefined>();
      boards.set(view, tasks);
      const watermark = item['watermark']?.['N'];
      tasks.set(textOf(item, 'sk'), watermark === undefined ? undefined : Number(watermark));
      watch.watermarkStored(view, tasks.values());
    }
    const row = rowOf(item);
    if (row !== undefined) watch.rowWritten(row, before);
  };
  const state: OnPut = (item) => {
    told(item);
    const mark = markOf(item);
    if (mark !== undefined) watch.marked(mark);
  };
  return { views, state };
}
