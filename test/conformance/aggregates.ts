import * as write from '../../lib/core/aggregators/authoring.ts';
import { AGGREGATE_LIMITS } from '../../lib/core/aggregators/defaults.ts';
import type {
  AggregateSpec,
  InSequence,
  Ranking,
  SortBy,
} from '../../lib/core/aggregators/spec.ts';
import type { Condition } from '../../lib/core/expression.ts';
import { Unsupported } from './case.ts';
import type { AnyEvent } from './infer-schema.ts';

/** An aggregate as a case has it; `x` and `y` are the fields of one that takes two. */
export interface AggregateCase extends InSequence {
  readonly fn: string;
  readonly field?: string;
  readonly n?: number;
  readonly i?: number;
  readonly cap?: number;
  readonly separator?: string;
  readonly p?: number;
  readonly exact?: boolean;
  readonly method?: 'continuous' | 'discrete';
  readonly of?: 'sample' | 'population';
  readonly x?: string;
  readonly y?: string;
  readonly by?: readonly SortBy[];
  readonly fields?: readonly string[];
  readonly rank?: Ranking;
  readonly where?: Condition | string;
}

/** The fields that an aggregate reads by their names; those of an expression the events show. */
export const fieldsOf = ({ field, x, y, by = [], fields = [], where }: AggregateCase): string[] =>
  [
    ...[field, x, y, ...by.map((each) => each.field), ...fields],
    typeof where === 'string' ? undefined : where?.field,
  ].flatMap((name) => (name !== undefined && /^\w+$/.test(name) ? [name] : []));

/** An aggregate of a case as an author writes it. */
export function aggregateOf(given: AggregateCase): AggregateSpec<keyof AnyEvent & string> {
  const {
    fn,
    field = '',
    x = field,
    y = '',
    p = 0.5,
    exact: _exact,
    n,
    i = 1,
    separator = '',
  } = given;
  const { nulls, order, cap, method, of } = given;
  const some = {
    ...(nulls === undefined ? {} : { nulls }),
    ...(order === undefined ? {} : { order }),
  };
  const capped = cap === undefined ? {} : { cap };
  const exactly = { ...capped, ...(method === undefined ? {} : { method }) };
  const taken = of === undefined ? {} : { of };
  const sequence = n === undefined ? some : { ...some, n };
  const aggregates: Readonly<Record<string, () => AggregateSpec<keyof AnyEvent & string>>> = {
    count: () => (field === '' ? write.count() : write.count(field)),
    sum: () => write.sum(field),
    sumBigInt: () => write.sum(field),
    min: () => write.min(field),
    max: () => write.max(field),
    avg: () => write.mean(field),
    variance: () => write.variance(field, taken),
    distinct: () => write.distinct(field, { cap: cap ?? AGGREGATE_LIMITS.distinctCap }),
    first: () => write.first(field, sequence),
    last: () => write.last(field, sequence),
    nth: () => write.nth(field, i, some),
    collectList: () => write.collectList(field, { ...some, ...capped }),
    collectSet: () => write.collectSet(field, { ...some, ...capped }),
    stringAgg: () => write.stringAgg(field, separator, capped),
    percentile: () => write.percentile(field, p, exactly),
    median: () => write.median(field, exactly),
    mode: () => write.mode(field, capped),
    sumDistinct: () => write.sumDistinct(field, capped),
    corr: () => write.corr(x, y),
    covarPop: () => write.covarPop(x, y),
    covarSamp: () => write.covarSamp(x, y),
    skewness: () => write.skewness(field, taken),
    bitAnd: () => write.bitAnd(field),
    bitOr: () => write.bitOr(field),
    bitXor: () => write.bitXor(field),
    every: () => write.every(field),
    some: () => write.some(field),
    topRows: () => topRowsOf(given),
  };
  const make = aggregates[fn];
  if (make === undefined) throw new Unsupported(`the aggregate "${fn}"`);
  return given.where === undefined ? make() : { ...make(), where: given.where };
}

const topRowsOf = ({ n = 0, by = [], fields, rank, cap }: AggregateCase) =>
  write.topRows<string, string>(n, {
    by,
    ...(fields === undefined ? {} : { fields }),
    ...(rank === undefined ? {} : { rank }),
    ...(cap === undefined ? {} : { cap }),
  });
