import type { Typed } from '../../core/cel/typed.ts';
import { CelDecimal, Timestamp } from '../../core/cel/values.ts';
import type { Dialect } from './dialect.ts';
import { doubleLiteral, textLiteral } from './dialect.ts';
import { sqlCall } from './sql-call.ts';
import { sqlComparison, sqlIn } from './sql-comparison.ts';
import { sqlDecimal, sqlDecimalLiteral, sqlScaled } from './sql-decimal.ts';
import type { SqlField } from './sql-field.ts';
import { greater, NO_SQL, type SqlTerm, type Terms, term, unsaid } from './sql-term.ts';

/** What an expression may name, and the engine that it is for. */
export interface SqlScope {
  readonly fields: ReadonlyMap<string, SqlField>;
  readonly dialect: Dialect;
}

/**
 * An expression in SQL that has its value, and NULL where it has none: where it fails, and where an optional
 * field is missing.
 *
 * SQL's AND, OR, NOT and CASE treat NULL as CEL does a failure: one side decides though the other fails. No part
 * of it makes an engine stop, whatever the values are.
 */
export function sqlExpression(typed: Typed, scope: SqlScope): SqlTerm {
  const of: Terms = (part) => sqlExpression(part, scope);
  switch (typed.node) {
    case 'constant':
      return constantTerm(typed);
    case 'field':
    case 'fieldOrNone':
      return fieldTerm(typed.name, scope);
    case 'isPresent': {
      const column = scope.fields.get(typed.name)?.column;
      return column === undefined ? NO_SQL : term(`(${column} IS NOT NULL)`);
    }
    case 'and':
    case 'or': {
      const [a, b] = [of(typed.left), of(typed.right)];
      if ('cannot' in a) return a;
      if ('cannot' in b) return b;
      return term(`(${a.sql} ${typed.node === 'and' ? 'AND' : 'OR'} ${b.sql})`);
    }
    case 'not': {
      const a = of(typed.of);
      return 'cannot' in a ? a : term(`(NOT ${a.sql})`);
    }
    case 'conditional':
      return conditionalTerm(typed, of);
    case 'equal':
    case 'compare':
      return sqlComparison(typed, of);
    case 'in':
      return sqlIn(typed, of);
    case 'decimal':
      return sqlDecimal(typed, of);
    case 'scaled':
      return sqlScaled(typed, of);
    case 'call':
      return sqlCall(typed, of, scope.dialect);
    default:
      return unsaid(WHY[typed.node] ?? 'SQL has no such values');
  }
}

const WHY: Readonly<Record<string, string>> = {
  fold: 'engines look at the elements of a list each in their way',
  bind: 'SQL gives no value a name',
  get: 'engines read other values from within JSON than events have',
  has: 'engines read other values from within JSON than events have',
  dyn: 'what is found in JSON has another type for each event',
  list: 'SQL has lists only beside "in"',
};

type Of<K extends Typed['node']> = Extract<Typed, { node: K }>;

/** A whole number or a decimal of 16 digits at most, as fields hold them. */
export const MOST_OF_FIELD = 10n ** 16n - 1n;

/** The magnitude below which the doubles of fields are. */
export const MOST_DOUBLE = 1e126;

function fieldTerm(name: string, { fields, dialect }: SqlScope): SqlTerm {
  const field = fields.get(name);
  if (field === undefined) return NO_SQL;
  const { column, type } = field;
  switch (type.kind) {
    case 'int':
    case 'decimal':
      return { sql: column, most: MOST_OF_FIELD };
    case 'double':
      return { sql: column, most: MOST_DOUBLE };
    case 'instant':
      return term(dialect.epochMs(column));
    case 'string':
    case 'boolean':
      return term(column);
    case 'bigint':
      return unsaid('engines have no whole numbers of any length');
    case 'json':
      return unsaid('engines read other values from within JSON than events have');
  }
}

function constantTerm({ value }: Of<'constant'>): SqlTerm {
  switch (typeof value) {
    case 'boolean':
      return term(value ? 'TRUE' : 'FALSE');
    case 'bigint':
      return { sql: `CAST('${value}' AS BIGINT)`, most: value < 0n ? -value : value };
    case 'number':
      return Number.isFinite(value)
        ? { sql: doubleLiteral(value), most: Math.abs(value) }
        : unsaid('engines compare what is no finite number each in their way');
    case 'string': {
      const literal = textLiteral(value);
      return literal === undefined
        ? unsaid('the text cannot be written as a literal')
        : term(literal);
    }
    default:
      return objectTerm(value);
  }
}

function objectTerm(value: unknown): SqlTerm {
  if (value instanceof Timestamp && value.nanos === 0) return term(`CAST('${value.ms}' AS BIGINT)`);
  if (!(value instanceof CelDecimal)) return unsaid('SQL has no such values');
  const { units, scale } = value;
  return sqlDecimalLiteral(units, scale);
}

function conditionalTerm({ test, yes, no }: Of<'conditional'>, of: Terms): SqlTerm {
  const [decides, a, b] = [of(test), of(yes), of(no)];
  if ('cannot' in decides) return decides;
  if ('cannot' in a) return a;
  if ('cannot' in b) return b;
  const sql = `CASE ${decides.sql} WHEN TRUE THEN ${a.sql} WHEN FALSE THEN ${b.sql} END`;
  return { sql: `(${sql})`, most: greater(a.most, b.most) };
}
