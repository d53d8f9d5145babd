import { type Command, Option } from 'commander';
import { UsageError } from '../usage-error.ts';
import type { CellReading } from './cells.ts';
import type { CsvDialect } from './csv-options.ts';
import { type TimeReader, timeReader } from './times.ts';

/** The options of {@link withInputOptions}, as the command line gives them. */
export interface InputOptions {
  readonly format?: string;
  readonly delimiter?: string;
  readonly header: boolean;
  readonly columns?: string;
  readonly utc: boolean;
  readonly timeZone?: string;
  readonly timeFormat?: string;
  readonly null?: readonly string[];
  readonly decimalComma?: boolean;
}

/** How inputs are read. */
export interface Reading {
  readonly format: string | undefined;
  readonly dialect: CsvDialect;
  readonly times: TimeReader | undefined;
  /** What cells of CSV mean; none that says nothing special. */
  readonly cells?: CellReading | undefined;
}

/** How inputs are read of which nothing is said. */
export const PLAIN_READING: Reading = {
  format: undefined,
  dialect: { hasHeader: true },
  times: undefined,
};

/** Adds the options that say what inputs hold. */
export const withInputOptions = (command: Command, formats: readonly string[]): Command =>
  command
    .addOption(
      new Option(
        '--format <format>',
        'what the files hold, if neither their names nor their content say',
      ).choices(formats),
    )
    .option(
      '--delimiter <text>',
      'what separates the cells of CSV (default: , ; | or tab, as found)',
    )
    .option(
      '--no-header',
      'the first line of CSV is a row: columns are those of --columns, or the fields',
    )
    .option('--columns <names>', 'names of the columns of CSV, in the place of its header: a,b,c')
    .addOption(
      new Option(
        '--null <text>',
        'text of cells of CSV that stands for no value, such as "\\N" or NULL; an empty cell always does; repeatable',
      ).argParser((text: string, before: readonly string[] = []) => [...before, text]),
    )
    .option('--decimal-comma', 'numbers in CSV are written as 1.234,50')
    .addOption(
      new Option('--utc', 'take times without a zone as UTC: --time-zone UTC')
        .default(false)
        .conflicts('timeZone'),
    )
    .option('--time-zone <zone>', 'zone of times that say none, such as Europe/Berlin')
    .option(
      '--time-format <format>',
      'how times are written: seconds, milliseconds, microseconds, nanoseconds, excel, or a pattern such as "%d/%m/%Y %H:%M" or "dd/MM/yyyy HH:mm"',
    );

/**
 * What the options say.
 *
 * @throws {@link UsageError}
 */
export function readingOf(options: InputOptions): Reading {
  const { format, header: hasHeader, utc, timeFormat } = options;
  const timeZone = utc ? 'UTC' : options.timeZone;
  const columns = options.columns?.split(',').map((name) => name.trim());
  if (columns?.some((name) => name === '')) {
    throw new UsageError(
      `--columns: a column has no name; got "${options.columns}", expected names separated by commas; correct it`,
    );
  }
  return {
    format,
    dialect: { delimiter: delimiterNamed(options.delimiter), hasHeader, columns },
    times: timeReader({ timeZone, timeFormat }),
    cells: cellsOf(options),
  };
}

function cellsOf({ null: nulls, decimalComma = false }: InputOptions): CellReading | undefined {
  if (nulls === undefined && !decimalComma) return undefined;
  return { nulls: new Set(nulls), hasDecimalComma: decimalComma };
}

const NAMED: Readonly<Record<string, string>> = {
  tab: '\t',
  '\\t': '\t',
  comma: ',',
  semicolon: ';',
};

function delimiterNamed(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const delimiter = Object.hasOwn(NAMED, text) ? (NAMED[text] as string) : text;
  if (delimiter !== '' && !/["\r\n]/.test(delimiter)) return delimiter;
  throw new UsageError(
    `--delimiter: cannot separate cells; got ${JSON.stringify(text)}, expected one or more characters, such as ";" or tab; correct it`,
  );
}
