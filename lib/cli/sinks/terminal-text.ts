/**
 * What steers a terminal, or shows text in another order than it has: control characters but for line
 * break and tab, line separators, marks of direction, and the mark of byte order. A carriage return is
 * let through at the end of a line only.
 */
const STEERING =
  /(?![\t\n\r])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\r(?!\n|$)/gu;

const ESCAPE = '\u001b';

/** Styles of our own: bold, red, green, yellow, and back. */
const OWN_STYLES = new RegExp(`(${ESCAPE}\\[(?:0|1|22|31|32|33|39)m)`);

/**
 * Text as a terminal may have it: whatever would steer it is an escape of JSON.
 *
 * In JSON such characters stand inside of texts only, so JSON stays the same data.
 *
 * @param keepsStyles - Lets {@link OWN_STYLES} through, for a terminal that has colours.
 */
export function terminalText(text: string, keepsStyles = false): string {
  if (text.search(STEERING) < 0) return text;
  if (!keepsStyles) return escaped(text);
  return text
    .split(OWN_STYLES)
    .map((part, i) => (i % 2 === 1 ? part : escaped(part)))
    .join('');
}

const escaped = (text: string): string =>
  text.replace(STEERING, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
