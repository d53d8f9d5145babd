import type { DurationMs, EventTime } from '../../core/time.ts';
import type { LinkedObject, StreamLake } from './lake-reach.ts';
import type { BatchLimits } from './limits.ts';
import type { InputObject, MapItem } from './protocol.ts';

export interface ItemSpec {
  /** Event times that matter: `from ≤ t < to`. */
  readonly from: EventTime;
  readonly to: EventTime;
  /** How far apart the times of two events with one id may be; `undefined` if they have no ids. */
  readonly horizon: DurationMs | undefined;
  readonly limits: Pick<BatchLimits, 'rowsPerItem' | 'bytesPerItem'>;
}

/** Cuts what has to be read of a stream into tasks, along the chains. */
export function mapItems(lake: StreamLake, spec: ItemSpec): MapItem[] {
  const { from, to, horizon } = spec;
  const wanted = lake.objects.filter(({ link }) => meets(link.eventTime, from, to));
  return [...Map.groupBy(wanted, ({ shard }) => shard)].flatMap(([shard, objects]) =>
    cut(objects, spec.limits).map((some) => ({
      stream: lake.stream,
      shard,
      objects: some.map(inputOf),
      before: horizon === undefined ? [] : objectsBefore(lake, some, horizon).map(inputOf),
    })),
  );
}

const inputOf = ({ name, size, link: { from, to } }: LinkedObject): InputObject => ({
  ...{ name, size, from, to },
});

function meets(span: LinkedObject['link']['eventTime'], from: EventTime, to: EventTime): boolean {
  return span !== null && span.min < to && from <= span.max;
}

function cut(
  objects: readonly LinkedObject[],
  { rowsPerItem, bytesPerItem }: ItemSpec['limits'],
): LinkedObject[][] {
  const items: LinkedObject[][] = [];
  let rows = 0;
  let bytes = 0;
  for (const object of objects) {
    rows += object.link.rows;
    bytes += object.size;
    const last = items.at(-1);
    if (last !== undefined && rows <= rowsPerItem && bytes <= bytesPerItem) last.push(object);
    else {
      items.push([object]);
      rows = object.link.rows;
      bytes = object.size;
    }
  }
  return items;
}

/** Objects of the shard and of those that it replaced which may hold an id before an item's events. */
function objectsBefore(
  { objects, ancestors }: StreamLake,
  item: readonly LinkedObject[],
  horizon: DurationMs,
): LinkedObject[] {
  const [first] = item;
  if (first === undefined) return [];
  const spans = item.flatMap(({ link }) => link.eventTime ?? []);
  const from = Math.min(...spans.map(({ min }) => min)) - horizon;
  const to = Math.max(...spans.map(({ max }) => max)) + horizon + 1;
  const older = ancestors.get(first.shard) ?? [];
  return objects.filter(
    ({ shard, from: position, link }) =>
      (older.includes(shard) || (shard === first.shard && position < first.from)) &&
      meets(link.eventTime, from, to),
  );
}
