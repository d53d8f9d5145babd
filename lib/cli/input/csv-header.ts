import { UsageError } from '../usage-error.ts';
import type { CsvOptions } from './csv-options.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * What separates the cells of a file: what an option says, or what gives the first line the columns that are
 * needed, or else the most cells.
 */
export function delimiterOf(
  cellsBy: (delimiter: string) => readonly string[],
  { dialect, needed, declared }: CsvOptions,
): string {
  if (dialect.delimiter !== undefined) return dialect.delimiter;
  const wanted = dialect.columns ?? (dialect.hasHeader ? undefined : declared);
  const ways = DELIMITERS.map((delimiter) => {
    const cells = trimmed(cellsBy(delimiter));
    const isRight =
      wanted === undefined
        ? needed.length > 0 && needed.every((name) => cells.includes(name))
        : cells.length === wanted.length;
    return { delimiter, isRight, count: cells.length };
  });
  const most = ways.toSorted((a, b) => b.count - a.count)[0];
  return (ways.find(({ isRight }) => isRight) ?? most)?.delimiter ?? ',';
}

/** What the first line of a file of Excel says of its delimiter: `sep=;`. No line of columns says that. */
export function delimiterSaid(first: Buffer): string | undefined {
  if (first.length > LONGEST_SAYING) return undefined;
  return /^"?sep=([^"\r\n])"?$/i.exec(first.toString('latin1').trimEnd())?.[1];
}

const LONGEST_SAYING = 8;

const trimmed = (cells: readonly string[]): string[] => cells.map((cell) => cell.trim());

/**
 * The columns that are read, of the cells of the first line.
 *
 * @throws {@link UsageError} if one is missing, or there twice
 */
export function columnsOf(
  first: readonly string[],
  { name, dialect, needed, declared }: CsvOptions,
): readonly (readonly [at: number, name: string])[] {
  const names = trimmed(dialect.columns ?? (dialect.hasHeader ? first : (declared ?? [])));
  if (names.length !== first.length && (dialect.columns !== undefined || !dialect.hasHeader)) {
    throw new UsageError(
      `${name}: the first line has another number of cells; got ${first.length}, expected ${names.length} for ${names.join(', ')}; name all columns by --columns, in their order`,
    );
  }
  const read = names.map((column, at) => [at, column] as const);
  const kept = read.filter(([, column]) => declared?.includes(column) ?? column !== '');
  const twice = kept.find(([at, column]) => names.indexOf(column) !== at);
  if (twice !== undefined) {
    throw new UsageError(
      `${name}: a column is there twice; got ${names.join(', ')}, expected ${twice[1]} once; rename one of them, or name all columns by --columns [INPUT_COLUMN_REPEATED]`,
    );
  }
  const missing = needed.filter((column) => !names.includes(column));
  if (missing.length === 0) return kept;
  const advice = names.length === 1 ? 'say by --delimiter what separates the cells, or ' : '';
  throw new UsageError(
    `${name}: columns are missing; got ${names.join(', ')}, expected ${missing.join(', ')} too; ${advice}add them, or correct the header [INPUT_COLUMN_MISSING]`,
  );
}
