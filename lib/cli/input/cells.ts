import type { Fields, FieldType } from '../../core/field-type.ts';
import { own } from '../../core/own.ts';
import { DecodeFailure, show } from '../../core/schema/decode-failure.ts';

/** What cells of CSV mean that do not say it in the way of this program. */
export interface CellReading {
  /** Texts that stand for no value, such as `\N`. */
  readonly nulls: ReadonlySet<string>;
  /** Whether numbers are written as `1.234,50`. */
  readonly hasDecimalComma: boolean;
}

/** Cells by the names of their columns. */
export type Cells = Readonly<Record<string, string | undefined>>;

const NUMBERS: readonly FieldType['kind'][] = ['int', 'double', 'decimal', 'bigint'];

const isNumber = (fields: Fields, name: string): boolean =>
  NUMBERS.includes(own(fields, name)?.type.kind ?? 'string');

/** The cells that hold a value, with numbers as they are written elsewhere; or that a number is none. */
export function valuesOf(
  cells: Cells,
  fields: Fields,
  reading: CellReading | undefined,
): Record<string, string> | DecodeFailure {
  const values: Record<string, string> = {};
  for (const [name, cell] of Object.entries(cells)) {
    if (!cell || reading?.nulls.has(cell.trim()) === true) continue;
    const isComma = reading?.hasDecimalComma === true && isNumber(fields, name);
    const text = isComma ? withPoint(cell.trim()) : cell;
    if (text === undefined) return notByComma(name, cell);
    values[name] = text;
  }
  return values;
}

/** Digits, in groups of three behind points or not, and a fraction behind a comma. */
const BY_COMMA = /^([+-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?$/;

function withPoint(text: string): string | undefined {
  const [, sign, whole = '', fraction] = BY_COMMA.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const digits = whole.replaceAll('.', '');
  return `${sign === '-' ? '-' : ''}${digits}${fraction === undefined ? '' : `.${fraction}`}`;
}

const notByComma = (field: string, cell: string): DecodeFailure =>
  new DecodeFailure({
    reason: 'FIELD_TYPE',
    ...{ field, got: show(cell), expected: 'a number with a decimal comma, such as 1.234,50' },
  });

const COMMA = /^-?[\d.]*\d,\d+$/;
const NULL = /^(\\N|NULL|null|None|NA|N\/A|#N\/A|NaN|nan|-)$/;

/** The option that would make a value of a cell, if it looks as if one did. */
export function adviceFor(cell: string): string | undefined {
  const text = cell.trim();
  if (COMMA.test(text)) return 'say --decimal-comma';
  return NULL.test(text) ? `say --null ${JSON.stringify(text)}` : undefined;
}
