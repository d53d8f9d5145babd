import { custom } from '../../../lib/core/aggregators/authoring.ts';
import type { AggregateSpec } from '../../../lib/core/aggregators/spec.ts';

type Timed = readonly [time: number, value: number];

/** An aggregate of the author's own: the mean of the last `n` values by event time. */
export const lastMean = <F extends string>(n: number, field: F): AggregateSpec<F, number> => {
  const keep = (values: Timed[]): void => {
    values.sort(([a, x], [b, y]) => a - b || x - y);
    values.splice(0, values.length - n);
  };
  return custom(
    {
      name: `last-mean-${n}`,
      version: 1,
      create: (): Timed[] => [],
      add(acc: Timed[], value: number, time = 0) {
        acc.push([time, value]);
        keep(acc);
      },
      combine(into: Timed[], from: Timed[]) {
        into.push(...from);
        keep(into);
      },
      present: (acc: Timed[]) => acc.reduce((sum, [, value]) => sum + value, 0) / acc.length,
      encode: (acc: Timed[]) => acc.map(([time, value]) => [time, value]),
      decode: (stored): Timed[] => [...(stored as unknown as Timed[])],
      output: { kind: 'double' },
    },
    field,
  );
};
