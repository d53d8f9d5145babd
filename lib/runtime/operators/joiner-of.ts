import type { Event } from '../../core/event.ts';
import type { Fields } from '../../core/field-type.ts';
import type { Joiner } from '../../core/operators/interval-join.ts';
import type { IntervalJoin, TableJoin } from '../../pipeline/definition/operator.ts';

/** Makes one event of two: the fields of both under their prefixes, and the time. */
export function joinerOf(join: IntervalJoin | TableJoin): Joiner {
  const [left, right] = join.kind === 'join' ? [join.left, join.right] : [join.stream, join.table];
  if (join.as === null) return (one) => one ?? {};
  const copyLeft = copier(left.flow.fields, join.as[0]);
  const copyRight = copier(right.flow.fields, join.as[1]);
  return (one, other, time) => {
    const joined: Record<string, unknown> = {};
    copyLeft(one, joined);
    copyRight(other, joined);
    joined[join.time] = time;
    return joined;
  };
}

function copier(fields: Fields, prefix: string) {
  const names = Object.keys(fields).map((name) => [name, `${prefix}_${name}`] as const);
  return (from: Event | undefined, into: Record<string, unknown>): void => {
    for (const [name, as] of names) into[as] = from?.[name];
  };
}
