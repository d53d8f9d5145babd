import type { Product } from '../../core/expression.ts';
import { formatDecimal } from '../../core/value.ts';
import { cannot, type Said, type SqlField, said } from './sql-field.ts';

/** A derived field: its value, and the condition that it can be held, without which the event is refused. */
export interface SqlProduct {
  readonly value: Said;
  readonly holds: string;
}

/** Digits of a factor: two of them fit into 38, and DuckDB takes no more than 18 as one machine word. */
const FACTOR_DIGITS = 19;

/** Digits of a decimal column; a number of 53 bits has 16. */
const DIGITS = 18;

/**
 * The product of two fields, exact as ours: of whole numbers and decimals, whose scales add up.
 *
 * @param scale - Of the result.
 */
export function sqlProduct(
  { of }: Product,
  factors: readonly SqlField[],
  scale: number,
): SqlProduct {
  const odd = factors.findIndex(({ type }) => !['int', 'decimal'].includes(type.kind));
  if (odd >= 0) {
    return { value: cannot(`${of[odd]} is a double, whose products are rounded`), holds: 'TRUE' };
  }
  const product = factors
    .map(({ column, type }) => {
      const digits = type.kind === 'decimal' ? type.scale : 0;
      return `CAST(${column} AS DECIMAL(${FACTOR_DIGITS}, ${digits}))`;
    })
    .join(' * ');
  const most = formatDecimal({ units: BigInt(Number.MAX_SAFE_INTEGER), scale });
  return {
    value: said(`TRY_CAST(${product} AS DECIMAL(${DIGITS}, ${scale}))`),
    holds: `coalesce(abs(${product}) <= CAST('${most}' AS DECIMAL(38, ${scale})), TRUE)`,
  };
}
