import { scaleOf } from '../../core/cel/compile-decimal.ts';
import type { Typed } from '../../core/cel/typed.ts';
import { formatDecimal } from '../../core/value.ts';
import { digitsOf, MAX_DIGITS, NO_SQL, type SqlTerm, type Terms, unsaid } from './sql-term.ts';

type Of<K extends Typed['node']> = Extract<Typed, { node: K }>;

const TOO_LONG = unsaid(`it may have more than ${MAX_DIGITS} digits`);

/** A decimal with so many digits after the point. */
export interface SqlUnits {
  readonly sql: string;
  readonly most: bigint;
  readonly scale: number;
}

/** A part as a decimal, if it is one of known size, or a whole number. */
export function unitsOfPart(part: Typed, of: Terms): SqlUnits | { readonly cannot: string } {
  const said = of(part);
  const scale = scaleOf(part.type);
  if ('cannot' in said) return said;
  if (scale === undefined || typeof said.most !== 'bigint') return { cannot: NOT_KNOWN };
  return { sql: said.sql, most: said.most, scale };
}

const NOT_KNOWN = 'a decimal of any scale has no type in SQL';

/** Both in the finer of their scales, as columns of one type. */
export function aligned(
  a: SqlUnits,
  b: SqlUnits,
): readonly [SqlUnits, SqlUnits] | { readonly cannot: string } {
  const scale = Math.max(a.scale, b.scale);
  const finer = [a, b].map((each) => ({
    ...each,
    scale,
    most: each.most * 10n ** BigInt(scale - each.scale),
  }));
  const [x = a, y = b] = finer;
  const digits = Math.max(digitsOf(x.most), digitsOf(y.most), scale);
  if (digits > MAX_DIGITS) return { cannot: `it may have more than ${MAX_DIGITS} digits` };
  const typed = (each: SqlUnits) => ({ ...each, sql: typedAs(each.sql, digits, scale) });
  return [typed(x), typed(y)];
}

const typedAs = (sql: string, digits: number, scale: number): string =>
  `CAST(${sql} AS DECIMAL(${Math.max(digits, scale, 1)}, ${scale}))`;

/** Sums of one scale and products; each has room for whatever they may be. */
export function sqlDecimal({ op, left, right }: Of<'decimal'>, of: Terms): SqlTerm {
  if (op === '%') return unsaid('engines compute what is left of a decimal with doubles');
  const [a, b] = [unitsOfPart(left, of), unitsOfPart(right, of)];
  if ('cannot' in a) return a;
  if ('cannot' in b) return b;
  if (op === '*') return product(a, b);
  const both = aligned(a, b);
  if ('cannot' in both) return both;
  const [x, y] = both;
  const most = x.most + y.most;
  const digits = Math.max(digitsOf(most), x.scale);
  if (digits > MAX_DIGITS) return TOO_LONG;
  const [one, other] = [x, y].map(({ sql, scale }) => typedAs(sql, digits, scale));
  return { sql: `(${one} ${op} ${other})`, most };
}

/** DuckDB multiplies what has no more digits as machine words, whatever the product has. */
const WORD_DIGITS = 18;

function product(a: SqlUnits, b: SqlUnits): SqlTerm {
  const [x, y] = [a, b].map(({ most, scale }) => Math.max(digitsOf(most), scale)) as [
    number,
    number,
  ];
  const wide = x + y > WORD_DIGITS ? Math.max(x, WORD_DIGITS + 1) : x;
  if (wide + y > MAX_DIGITS) return TOO_LONG;
  const sql = `(${typedAs(a.sql, wide, a.scale)} * ${typedAs(b.sql, y, b.scale)})`;
  return { sql, most: a.most * b.most };
}

/** A whole number or a decimal in a finer scale. */
export function sqlScaled({ of: part, type }: Of<'scaled'>, of: Terms): SqlTerm {
  const to = scaleOf(type);
  const units = unitsOfPart(part, of);
  if ('cannot' in units) return units;
  if (to === undefined || to < units.scale) return NO_SQL;
  const most = units.most * 10n ** BigInt(to - units.scale);
  const digits = Math.max(digitsOf(most), to);
  return digits > MAX_DIGITS ? TOO_LONG : { sql: typedAs(units.sql, digits, to), most };
}

/** A decimal that is written out. */
export function sqlDecimalLiteral(units: bigint, scale: number): SqlTerm {
  const most = units < 0n ? -units : units;
  const digits = Math.max(digitsOf(most), scale);
  if (digits > MAX_DIGITS) return TOO_LONG;
  return { sql: typedAs(`'${formatDecimal({ units, scale })}'`, digits, scale), most };
}
