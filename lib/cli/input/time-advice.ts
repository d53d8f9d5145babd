import type { FailureParts } from '../../core/schema/decode-failure.ts';

/** The message of a row that is none, with the options that may make one of it. */
export const withAdvice = ({ reason }: Pick<FailureParts, 'reason'>, message: string): string =>
  reason === 'INSTANT_INVALID'
    ? message.replace(
        / \[INSTANT_INVALID\]$/,
        ', or say what it means by --time-zone or --time-format$&',
      )
    : message;
