/** What is peculiar to a CSV file. */
export interface CsvDialect {
  /** What separates cells; found out without it. */
  readonly delimiter?: string | undefined;
  readonly hasHeader: boolean;
  /** Names of the columns, in the place of those in the header. */
  readonly columns?: readonly string[] | undefined;
}

export interface CsvOptions {
  /** What people call the input. */
  readonly name: string;
  readonly dialect: CsvDialect;
  /** Columns that there have to be. */
  readonly needed: readonly string[];
  /** Columns that are read, in the order of a file that names none; all there are without it. */
  readonly declared?: readonly string[] | undefined;
}
