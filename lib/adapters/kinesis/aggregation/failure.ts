/** Every code that packing or unpacking can fail with; each has a paragraph in `docs/errors.md`. */
export const AGGREGATION_CODES = [
  'KPL_EVENT_TOO_BIG',
  'KPL_KEY_INVALID',
  'KPL_MALFORMED',
  'KPL_NOT_AGGREGATED',
  'KPL_OVER_LIMIT',
] as const;

export type AggregationCode = (typeof AGGREGATION_CODES)[number];

/** A record that was not unpacked, or an event that was not packed, and why. */
export interface AggregationFailure<Code extends AggregationCode = AggregationCode> {
  readonly ok: false;
  readonly code: Code;
  /** One line for people: where, what is wrong, what to do. */
  readonly reason: string;
}

/** A failure whose reason ends in its code. */
export const failure = <Code extends AggregationCode>(
  code: Code,
  reason: string,
): AggregationFailure<Code> => ({ ok: false, code, reason: `${reason} [${code}]` });
