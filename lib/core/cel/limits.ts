/** Most elements that a macro looks at, and that a list or map made by an expression has. */
export const MAX_ELEMENTS = 1_000;

/** Longest text that an expression makes. Units: UTF-16 units, or bytes. */
export const MAX_MADE_LENGTH = 1_048_576;

/** Most steps that an expression may take for one event, as `costOf` bounds them. */
export const MAX_EXPRESSION_COST = 10_000_000;
