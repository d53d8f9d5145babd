import { ARRIVAL_DISORDER } from '../../core/event-id.ts';
import type { DurationMs, EventTime } from '../../core/time.ts';
import type { LinkedObject, StreamLake } from './lake-reach.ts';
import type { BatchLimits } from './limits.ts';
import type { InputObject, MapItem } from './protocol.ts';

export interface ItemSpec {
  /** Event times that matter: `from ≤ t < to`. */
  readonly from: EventTime;
  readonly to: EventTime;
  /** How far apart two events with one id may arrive; `undefined` if they have no ids. */
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
      ...(horizon === undefined ? { before: [] } : objectsAround(lake, some, horizon)),
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

/**
 * Other objects that may hold the event before one of the item's with the same id: of the shard and of
 * those that it replaced, as long before an object of the item as ids are remembered.
 */
function objectsAround(
  { objects, ancestors }: StreamLake,
  item: readonly LinkedObject[],
  horizon: DurationMs,
): Pick<MapItem, 'before' | 'between'> {
  const [first] = item;
  if (first === undefined) return { before: [] };
  const reach = horizon + ARRIVAL_DISORDER;
  const reaches = ({ link }: LinkedObject, next: LinkedObject | undefined): boolean =>
    next !== undefined &&
    link.eventTime !== null &&
    link.arrival.max + reach >= next.link.arrival.min;
  const older = ancestors.get(first.shard) ?? [];
  const before = objects.filter(
    (object) =>
      (older.includes(object.shard) ||
        (object.shard === first.shard && object.from < first.from)) &&
      reaches(object, first),
  );
  const own = new Set(item);
  const between = objects.filter(
    (object) =>
      object.shard === first.shard &&
      object.from > first.from &&
      !own.has(object) &&
      reaches(
        object,
        item.find(({ from }) => from > object.from),
      ),
  );
  return {
    before: before.map(inputOf),
    ...(between.length === 0 ? {} : { between: between.map(inputOf) }),
  };
}
