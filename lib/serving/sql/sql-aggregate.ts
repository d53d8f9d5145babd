import type { AggregateData } from '../../core/aggregators/spec.ts';
import { type Dialect, unitsOf } from './dialect.ts';
import { cannot, type Said, type SqlField, said } from './sql-field.ts';

/** An aggregate in SQL, and whether its value is the very one that a row shows. */
export interface SqlAggregate {
  readonly value: Said;
  /** If not, the last bits may differ. */
  readonly isExact: boolean;
}

/** Why SQL does not say what an aggregate of ours says. */
const OTHERS: Readonly<Partial<Record<AggregateData['fn'], string>>> = {
  variance: 'engines round a variance on the way; ours is rounded once',
  first: 'which of several events of one time is first follows from positions in shards',
  last: 'which of several events of one time is last follows from positions in shards',
  nth: 'which of several events of one time is first follows from positions in shards',
  collectList: 'which of several events of one time is first follows from positions in shards',
  collectSet: 'which of several events of one time is first follows from positions in shards',
  stringAgg: 'which of several events of one time is first follows from positions in shards',
  percentile: 'engines round the rank of a percentile on the way; ours is exact',
  mode: 'engines may give any of the values that come most often; ours is the least',
  corr: 'engines round a correlation on the way; ours is rounded once',
  covarPop: 'engines round a covariance on the way; ours is rounded once',
  covarSamp: 'engines round a covariance on the way; ours is rounded once',
  skewness: 'engines round a skewness on the way; ours is rounded once',
  topK: 'engines have no exact top k as an aggregate',
  approxDistinct: 'the sketch of another engine gives another estimate',
  quantile: 'the sketch of another engine gives another estimate',
  quantiles: 'the sketch of another engine gives another estimate',
  custom: 'a function of the author is not SQL',
};

/** The SQL of an aggregate over the column of its field. */
export function sqlAggregate(
  spec: AggregateData,
  field: SqlField | undefined,
  dialect: Dialect,
): SqlAggregate {
  const exact = (value: Said): SqlAggregate => ({ value, isExact: true });
  if (spec.fn === 'count') return exact(said(`count(${field?.column ?? '*'})`));
  if (field === undefined) return exact(cannot('its field is not known'));
  const { column, type } = field;
  switch (spec.fn) {
    case 'sum':
      return exact(sum(field, dialect));
    case 'mean':
      return { value: mean(field), isExact: false };
    case 'min':
    case 'max':
      return exact(said(`${spec.fn}(${plain(field)})`));
    case 'sumDistinct':
      return exact(sumDistinct(field, spec.cap, dialect));
    case 'bitAnd':
    case 'bitOr':
    case 'bitXor':
      if (type.kind !== 'int')
        return exact(cannot('engines have 64 bits; ours are as many as it takes'));
      return exact(said(dialect.bits[spec.fn](column)));
    case 'every':
      return exact(said(`bool_and(${column})`));
    case 'some':
      return exact(said(`bool_or(${column})`));
    case 'distinct': {
      if (type.kind === 'json') return exact(cannot('engines compare JSON as text; ours by value'));
      const all = `count(DISTINCT ${plain(field)})`;
      return exact(said(spec.cap === undefined ? all : `least(${all}, ${spec.cap + 1})`));
    }
    default:
      return exact(cannot(OTHERS[spec.fn] ?? `${spec.fn} of ${column} ${type.kind} is not known`));
  }
}

/** The value with −0 as 0: aggregates tell them apart as little as rows do. */
const plain = ({ column, type }: SqlField): string =>
  type.kind === 'double' ? `(${column} + CAST('0' AS DOUBLE))` : column;

function sum({ column, type }: SqlField, dialect: Dialect): Said {
  switch (type.kind) {
    case 'int':
      return said(dialect.sum(column, 0));
    case 'decimal':
      return said(dialect.sum(column, type.scale));
    case 'double':
      return cannot('engines round a sum of doubles at every step; ours is rounded once');
    default:
      return cannot(`a sum of ${type.kind} may have more than 38 digits`);
  }
}

function sumDistinct(field: SqlField, cap: number | undefined, dialect: Dialect): Said {
  const total = sum({ ...field, column: `DISTINCT ${field.column}` }, dialect);
  if ('cannot' in total || cap === undefined) return total;
  return said(`CASE WHEN count(DISTINCT ${field.column}) <= ${cap} THEN ${total.sql} END`);
}

/** Rounded once as long as the sum in units, and the count in units, are below 2⁵³. */
function mean({ column, type }: SqlField): Said {
  if (type.kind !== 'int' && type.kind !== 'decimal') {
    return cannot(`engines round a mean of ${type.kind} on the way; ours is rounded once`);
  }
  const scale = type.kind === 'decimal' ? type.scale : 0;
  const units = `CAST(sum(CAST(${unitsOf(column, scale)} AS DECIMAL(38, 0))) AS DOUBLE)`;
  const count = `CAST(count(${column}) * CAST('${10 ** scale}' AS DECIMAL(16, 0)) AS DOUBLE)`;
  return said(`CASE WHEN count(${column}) > 0 THEN ${units} / ${count} END`);
}
