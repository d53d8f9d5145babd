import type { Condition } from '../../../lib/core/expression.ts';
import type { CaseEvent } from '../../conformance/case.ts';
import type { WindowCase } from '../../conformance/window-aggregate.ts';
import { moreOf } from './more-aggregates.ts';

type Given = WindowCase['spec']['aggregates'];

/** What a row shows of some events, as SQL would have it: nulls do not count. */
export const summary = (aggregates: Given, all: readonly CaseEvent[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(aggregates).map(([name, given]) => {
      const { fn, field, where } = given;
      const events =
        typeof where === 'object' ? all.filter((event) => fits(event[where.field], where)) : all;
      const more = moreOf(given, events);
      if (more !== undefined) return [name, more];
      if (field === undefined) return [name, events.length];
      const values = events.map((event) => event[field]);
      return [
        name,
        of(
          fn,
          values.filter((value) => value !== undefined && value !== null),
        ),
      ];
    }),
  );

function of(fn: string, values: readonly unknown[]): unknown {
  if (fn === 'count') return values.length;
  if (fn === 'distinct') return new Set(values.map((value) => (value === 0 ? 0 : value))).size;
  if (values.length === 0) return null;
  if (fn === 'sumBigInt') {
    return values.reduce<bigint>((sum, value) => sum + BigInt(String(value)), 0n).toString();
  }
  const sorted = values.toSorted((a, b) => (before(a, b) ? -1 : 1));
  if (fn === 'min') return plain(sorted[0]);
  if (fn === 'max') return plain(sorted.at(-1));
  const sum = (values as readonly number[]).reduce((total, value) => total + value, 0) + 0;
  return fn === 'sum' ? sum : sum / values.length + 0;
}

function fits(value: unknown, { op, value: than }: Condition): boolean {
  if (value === undefined || value === null) return false;
  if (op === 'in') return (than as readonly unknown[]).includes(value);
  if (op === '==') return value === than;
  return op === '>' && (value as number) > (than as number);
}

const before = (a: unknown, b: unknown): boolean => (a as number) < (b as number);

const plain = (value: unknown): unknown => (value === 0 ? 0 : value);
