import { scaleOf } from '../../core/cel/compile-decimal.ts';
import type { Typed } from '../../core/cel/typed.ts';
import type { CelType } from '../../core/cel/types.ts';
import { aligned, unitsOfPart } from './sql-decimal.ts';
import { NO_SQL, type SqlTerm, type Terms, term, unsaid } from './sql-term.ts';

type Of<K extends Typed['node']> = Extract<Typed, { node: K }>;

/** `==`, `!=` and the orders: of numbers by size, of texts by code point. */
export function sqlComparison(typed: Of<'equal' | 'compare'>, of: Terms): SqlTerm {
  const op = typed.node === 'compare' ? typed.op : typed.negated ? '<>' : '=';
  if (typed.node === 'compare' && typed.left.type.kind === 'bool') {
    return unsaid('engines put truth values in order each in their way');
  }
  return compared(op, [typed.left, typed.right], of);
}

function compared(op: string, [left, right]: readonly [Typed, Typed], of: Terms): SqlTerm {
  const [a, b] = [left.type, right.type];
  if (scaleOf(a) !== undefined && scaleOf(b) !== undefined) return ofUnits(op, [left, right], of);
  const [x, y] = [of(left), of(right)];
  if ('cannot' in x) return x;
  if ('cannot' in y) return y;
  if (isNumber(a) && isNumber(b)) {
    return term(`(${asDouble(x.sql, a)} ${op} ${asDouble(y.sql, b)})`);
  }
  const isOne = a.kind === b.kind && COMPARED.has(a.kind);
  return isOne ? term(`(${x.sql} ${op} ${y.sql})`) : NO_SQL;
}

const COMPARED = new Set(['string', 'bool', 'timestamp']);

const isNumber = ({ kind }: CelType): boolean => kind === 'int' || kind === 'double';

/** A whole number beside a double is the double nearest to it. */
const asDouble = (sql: string, { kind }: CelType): string =>
  kind === 'int' ? `CAST(${sql} AS DOUBLE)` : sql;

function ofUnits(op: string, [left, right]: readonly [Typed, Typed], of: Terms): SqlTerm {
  const [a, b] = [unitsOfPart(left, of), unitsOfPart(right, of)];
  if ('cannot' in a) return a;
  if ('cannot' in b) return b;
  const isWhole = a.scale === 0 && b.scale === 0 && left.type.kind === right.type.kind;
  const both = isWhole ? ([a, b] as const) : aligned(a, b);
  return 'cannot' in both ? both : term(`(${both[0].sql} ${op} ${both[1].sql})`);
}

/** `x in [a, b]`, of elements that are written out. */
export function sqlIn({ left, right }: Of<'in'>, of: Terms): SqlTerm {
  if (right.node !== 'list') return unsaid('SQL has lists only where they are written out');
  const asked: string[] = [];
  for (const { value, optional } of right.entries) {
    if (value.node !== 'constant' || optional) {
      return unsaid('SQL has lists only of values that are written out');
    }
    const one = compared('=', [left, value], of);
    if ('cannot' in one) return one;
    asked.push(one.sql);
  }
  return asked.length === 0 ? unsaid('SQL has no empty lists') : term(`(${asked.join(' OR ')})`);
}
