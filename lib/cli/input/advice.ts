import type { FailureParts } from '../../core/schema/decode-failure.ts';
import type { EventTime } from '../../core/time.ts';
import { adviceFor } from './cells.ts';

/** What the options of a command can do about a row that is none. */
interface Advised extends Pick<FailureParts, 'reason'> {
  /** The row lacks an id, and the input a name to make one from. */
  readonly isNameless?: boolean;
  /** The cell of CSV that is not of the type of its field. */
  readonly cell?: string | undefined;
}

const ADVICE: Readonly<Record<string, string>> = {
  INSTANT_INVALID: 'say what it means by --time-zone or --time-format',
  FIELD_MISSING: 'name the input by --name, so that ids can be made from its lines',
};

/** The message of a row that is none, with the options that may make one of it. */
export function withAdvice(
  { reason, isNameless = false, cell = '' }: Advised,
  message: string,
): string {
  const known = reason === 'INSTANT_INVALID' || isNameless ? ADVICE[reason] : undefined;
  const advice = known ?? adviceFor(cell);
  return advice === undefined ? message : message.replace(/ \[[A-Z_]+\]$/, `, or ${advice}$&`);
}

const YEAR_1971 = Date.UTC(1971, 0, 1);

/** What to say if all times lie in 1970, where small numbers do; nothing if not. */
export const wrongUnit = (newest: EventTime | undefined): readonly string[] =>
  newest === undefined || newest < 0 || newest >= YEAR_1971
    ? []
    : [
        'all times lie in 1970: numbers are milliseconds, so if these are seconds say --time-format seconds',
      ];
