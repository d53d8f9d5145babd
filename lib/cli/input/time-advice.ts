import type { FailureParts } from '../../core/schema/decode-failure.ts';
import type { EventTime } from '../../core/time.ts';

/** The message of a row that is none, with the options that may make one of it. */
export const withAdvice = ({ reason }: Pick<FailureParts, 'reason'>, message: string): string =>
  reason === 'INSTANT_INVALID'
    ? message.replace(
        / \[INSTANT_INVALID\]$/,
        ', or say what it means by --time-zone or --time-format$&',
      )
    : message;

const YEAR_1971 = Date.UTC(1971, 0, 1);

/** What to say if all times lie in 1970, where small numbers do; nothing if not. */
export const wrongUnit = (newest: EventTime | undefined): readonly string[] =>
  newest === undefined || newest < 0 || newest >= YEAR_1971
    ? []
    : [
        'all times lie in 1970: numbers are milliseconds, so if these are seconds say --time-format seconds',
      ];
