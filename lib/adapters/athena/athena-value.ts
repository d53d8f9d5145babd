import type { ColumnInfo } from '@aws-sdk/client-athena';
import { parseInstant } from '../../core/instant.ts';
import type { SqlValue } from '../../ports/sql-engine.ts';

/**
 * A value of an answer, which Athena gives as text.
 *
 * Whole numbers are bigints, decimals exact, time stamps instants in UTC, binary bytes. Lists, maps
 * and structs come in a notation that cannot be read back, and stay text.
 *
 * @param text - `undefined` for null.
 */
export function athenaValue(
  text: string | undefined,
  { Type = '', Scale = 0 }: Pick<ColumnInfo, 'Type' | 'Scale'>,
): SqlValue {
  if (text === undefined) return null;
  switch (Type) {
    case 'boolean':
      return text === 'true';
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return BigInt(text);
    case 'float':
    case 'real':
    case 'double':
      return Number(text);
    case 'decimal':
      return decimalOf(text, Scale);
    case 'timestamp':
      return parseInstant(`${text.replace(' ', 'T')}Z`) ?? text;
    case 'varbinary':
      return Buffer.from(text.replaceAll(' ', ''), 'hex');
    default:
      return text;
  }
}

function decimalOf(text: string, scale: number): SqlValue {
  const [whole = '0', fraction = ''] = text.split('.');
  return {
    units: BigInt(whole + fraction.padEnd(scale, '0')),
    scale: Math.max(scale, fraction.length),
  };
}
