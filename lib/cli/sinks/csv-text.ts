/** What makes a spreadsheet take a cell for a formula, in either width, or look past it for one. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * Text as a cell of CSV: a spreadsheet must not compute what came from outside.
 *
 * Numbers never come here: `-1` as a number stays one. Quotes and separators are the writer's.
 *
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
export const csvText = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
