import type { FieldType } from '../../core/field-type.ts';
import { formatDecimal } from '../../core/value.ts';
import { doubleLiteral } from './dialect.ts';

/** Magnitudes that fields of doubles hold, from the one to below the other. */
const LEAST = doubleLiteral(1e-130);
const END = doubleLiteral(1e126);

/** What an event holds of a value that was computed, and whether it can; NULL for what has no value. */
export interface SqlHeld {
  readonly column: string;
  readonly isHeld: string;
}

/**
 * A computed value as a field of a type holds it; `undefined` if engines have no such type.
 *
 * The column has 16 digits at most, whatever was computed, so that what follows cannot overflow.
 */
export function sqlHeld(sql: string, type: FieldType): SqlHeld | undefined {
  switch (type.kind) {
    case 'int':
    case 'decimal': {
      const scale = type.kind === 'decimal' ? type.scale : 0;
      const most = formatDecimal({ units: BigInt(Number.MAX_SAFE_INTEGER), scale });
      const column = `TRY_CAST(${sql} AS DECIMAL(16, ${scale}))`;
      return {
        column: scale === 0 ? `CAST(${column} AS BIGINT)` : column,
        isHeld: `(abs(${column}) <= CAST('${most}' AS DECIMAL(16, ${scale})))`,
      };
    }
    case 'double': {
      const size = `abs(${sql})`;
      const isHeld = `(${size} = 0 OR ${size} >= ${LEAST} AND ${size} < ${END})`;
      return { column: `(CASE WHEN ${isHeld} THEN ${sql} END)`, isHeld };
    }
    case 'string':
    case 'boolean':
      return { column: sql, isHeld: `(${sql} IS NOT NULL)` };
    default:
      return undefined;
  }
}
