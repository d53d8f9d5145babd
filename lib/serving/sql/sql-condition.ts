import { conditionOn } from '../../core/condition.ts';
import type { Comparable, Condition } from '../../core/expression.ts';
import { typeName } from '../../core/field-type.ts';
import { type Dialect, doubleLiteral, textLiteral, unitsOf } from './dialect.ts';
import { cannot, type Said, type SqlField, said } from './sql-field.ts';

const OPERATORS = { '==': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;

/**
 * A condition of a `filter` in SQL, true for the same events.
 *
 * Numbers are compared as events hold them: decimals in units, instants in milliseconds.
 */
export function sqlCondition(condition: Condition, field: SqlField, dialect: Dialect): Said {
  const { op, value } = conditionOn(condition, field.type, 'filter');
  const values = op === 'in' ? (value as readonly Comparable[]) : [value as Comparable];
  const column = comparable(field, dialect);
  const literals: string[] = [];
  for (const each of values) {
    const literal = literalFor(field, op, each);
    if ('cannot' in literal) return literal;
    literals.push(literal.sql);
  }
  if (literals.length === 0) return said('FALSE');
  const compared = op === 'in' ? `IN (${literals.join(', ')})` : `${OPERATORS[op]} ${literals[0]}`;
  return said(`coalesce(${column} ${compared}, FALSE)`);
}

/** The field as a value that SQL orders as JavaScript does. */
function comparable({ column, type }: SqlField, dialect: Dialect): string {
  switch (type.kind) {
    case 'int':
      return `CAST(${column} AS DOUBLE)`;
    case 'decimal':
      return `CAST(${unitsOf(column, type.scale)} AS DOUBLE)`;
    case 'instant':
      return `CAST(${dialect.epochMs(column)} AS DOUBLE)`;
    default:
      return column;
  }
}

const NUMBERS = ['int', 'double', 'decimal', 'instant'];

function literalFor({ type }: SqlField, op: Condition['op'], value: Comparable): Said {
  if (typeof value === 'number' && NUMBERS.includes(type.kind) && Number.isFinite(value)) {
    return said(doubleLiteral(value));
  }
  if (typeof value === 'boolean' && type.kind === 'boolean' && !isOrder(op)) {
    return said(value ? 'TRUE' : 'FALSE');
  }
  if (typeof value === 'string' && type.kind === 'string') return textFor(op, value);
  return cannot(`${op} between ${typeName(type)} and ${typeof value} means something else in SQL`);
}

function textFor(op: Condition['op'], text: string): Said {
  const literal = textLiteral(text);
  if (literal === undefined) return cannot('the text cannot be written as a literal');
  if (isOrder(op) && /[\ud800-\uffff]/.test(text)) {
    return cannot('JavaScript puts such text in order by UTF-16 unit, SQL by code point');
  }
  return said(literal);
}

const isOrder = (op: Condition['op']): boolean => !['==', '!=', 'in'].includes(op);
