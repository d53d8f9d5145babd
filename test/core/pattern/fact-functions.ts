import type { PatternFunction } from '../../../lib/core/pattern/guard.ts';
import type { MatchedValues } from '../../../lib/core/pattern/run.ts';
import type { FactEvent } from './facts.ts';

type Matched = MatchedValues<FactEvent>;

const prices = (events: readonly FactEvent[] | undefined): number =>
  (events ?? []).reduce((sum, { price = 0 }) => sum + price, 0);

/** The conditions in code of Flink's tests, by a name that says what they do. */
const functions: Readonly<Record<string, PatternFunction<FactEvent>>> = {
  'b-priced-as-first-a': ({ name, price }, { a }: Matched) =>
    name === 'b' && a?.[0]?.price === price,
  'middle-after-three-else-end': ({ name }, { start }: Matched) =>
    name === ((start?.length ?? 0) > 2 ? 'middle' : 'end'),
  'middle-prices-are-6': (_, { middle }: Matched) => prices(middle) === 6,
  'three-d': (_, { d }: Matched) => d?.length === 3,
  'middle-prices-were-4': (_, { middle }: Matched) => prices(middle) === 4,
  'foo-while-middle-prices-below-5': ({ name, price = 0 }, { middle }: Matched) =>
    name === 'foo' && prices(middle) + price < 5,
  'start-while-start-prices-below-5': ({ name, price = 0 }, { start }: Matched) =>
    name === 'start' && prices(start) + price < 5,
  'end-after-start-prices-of-2': ({ name }, { start }: Matched) =>
    name === 'end' && prices(start) >= 2,
  'start-while-middle2-prices-up-to-5': ({ name, price = 0 }, { middle2 }: Matched) =>
    name === 'start' && prices(middle2) + price <= 5,
};

export const functionNames: readonly string[] = Object.keys(functions);
export const factFunctions: readonly PatternFunction<FactEvent>[] = Object.values(functions);
