import type { DialectName } from '../../ports/sql-engine.ts';

/** Where engines differ; all expressions are text. */
export interface Dialect {
  /** Milliseconds since 1970 of a time stamp in UTC, exactly. */
  readonly epochMs: (timestamp: string) => string;
  /** The time stamp in UTC of milliseconds since 1970. */
  readonly timestamp: (ms: string) => string;
  /** Length of a text in bytes of UTF-8. */
  readonly byteLength: (text: string) => string;
  /** Sum of whole numbers or decimals of a scale, with 38 digits. */
  readonly sum: (column: string, scale: number) => string;
  /** Bits of whole numbers of 64 bits. */
  readonly bits: Readonly<Record<'bitAnd' | 'bitOr' | 'bitXor', (column: string) => string>>;
  /** Quotient of whole numbers, cut towards zero. */
  readonly quotient: (dividend: string, divisor: string) => string;
  /** Whether a text ends with another one. */
  readonly endsWith: (text: string, end: string) => string;
  /** A list of the whole numbers `0 ≤ i < n`. */
  readonly numbersBelow: (n: number) => string;
}

const DISTINCT = 'DISTINCT ';
const EPOCH = "TIMESTAMP '1970-01-01 00:00:00'";

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  duckdb: {
    epochMs: (timestamp) => `epoch_ms(${timestamp})`,
    timestamp: (ms) => `make_timestamp_ms(${ms})`,
    byteLength: (text) => `strlen(${text})`,
    sum: (column) => `sum(${column})`, // has 38 digits whatever it is of
    bits: {
      bitAnd: (column) => `bit_and(${column})`,
      bitOr: (column) => `bit_or(${column})`,
      bitXor: (column) => `bit_xor(${column})`,
    },
    quotient: (dividend, divisor) => `(${dividend} // ${divisor})`,
    endsWith: (text, end) => `suffix(${text}, ${end})`,
    numbersBelow: (n) => `range(0, ${n})`,
  },
  athena: {
    epochMs: (timestamp) => `date_diff('millisecond', ${EPOCH}, ${timestamp})`,
    timestamp: (ms) => `date_add('millisecond', ${ms}, ${EPOCH})`,
    byteLength: (text) => `length(to_utf8(${text}))`,
    sum: (column, scale) =>
      column.startsWith(DISTINCT)
        ? `sum(${DISTINCT}CAST(${column.slice(DISTINCT.length)} AS DECIMAL(38, ${scale})))`
        : `sum(CAST(${column} AS DECIMAL(38, ${scale})))`,
    bits: {
      bitAnd: (column) => `bitwise_and_agg(${column})`,
      bitOr: (column) => `bitwise_or_agg(${column})`,
      bitXor: (column) => `bitwise_xor_agg(${column})`,
    },
    quotient: (dividend, divisor) => `(${dividend} / ${divisor})`,
    endsWith: (text, end) =>
      `(length(${end}) <= length(${text}) AND substr(${text}, length(${text}) - length(${end}) + 1) = ${end})`,
    numbersBelow: (n) => `sequence(0, ${n - 1})`,
  },
};

/** A name as SQL takes it, whatever it is. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Text as a literal; `undefined` if an engine might read another text from it. */
export const textLiteral = (text: string): string | undefined =>
  text.isWellFormed() && !text.includes('\0') ? `'${text.replaceAll("'", "''")}'` : undefined;

/** A finite double as a literal that gives the same double. */
export const doubleLiteral = (value: number): string => `CAST('${value}' AS DOUBLE)`;

/** Units of 10⁻ˢᶜᵃˡᵉ of a decimal column, as a whole number. */
export const unitsOf = (column: string, scale: number): string =>
  scale === 0
    ? `CAST(${column} AS BIGINT)`
    : `CAST(CAST(${column} AS DECIMAL(22, ${scale})) * CAST('${10 ** scale}' AS DECIMAL(16, 0)) AS BIGINT)`;
