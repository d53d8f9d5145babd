import { expressionError } from './faults.ts';
import { readBytes, readText } from './text-literals.ts';
import type { Literal, Span } from './tree.ts';

/** A word of an expression. */
export type Token =
  | { readonly kind: 'literal'; readonly literal: Literal; readonly span: Span }
  | { readonly kind: 'name'; readonly text: string; readonly quoted: boolean; readonly span: Span }
  | { readonly kind: 'sign'; readonly text: string; readonly span: Span }
  | { readonly kind: 'end'; readonly text: ''; readonly span: Span };

const BLANK = /[ \t\n\f\r]+|\/\/[^\n]*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const QUOTED_NAME = /`([A-Za-z0-9_.\-/ ]+)`/y;
const NUMBER =
  /(?:(\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)|(0[xX][0-9a-fA-F]+|\d+)([uU])?)/y;
const TEXT =
  /([bB]?)("""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?!"")(?:[^"\\\r\n]|\\[^\r\n])*"|'(?!'')(?:[^'\\\r\n]|\\[^\r\n])*')/y;
const RAW_TEXT =
  /([rR][bB]?|[bB][rR])("""[\s\S]*?"""|'''[\s\S]*?'''|"(?!"")[^"\r\n]*"|'(?!'')[^'\r\n]*')/y;
const SIGN = /&&|\|\||[=!<>]=|[-!<>+*/%?:.,()[\]{}]/y;

const INT_MAX = 2n ** 63n;
const UINT_MAX = 2n ** 64n - 1n;

/**
 * Cuts an expression into words; the last one is the end.
 *
 * @throws DefinitionError `EXPRESSION_SYNTAX`
 */
export function wordsOf(text: string): Token[] {
  const words: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const blank = lengthOf(BLANK, text, at);
    at += blank;
    if (blank > 0) continue;
    const word = wordAt(text, at);
    words.push(word);
    at = word.span.end;
  }
  words.push({ kind: 'end', text: '', span: { start: text.length, end: text.length } });
  return words;
}

function wordAt(text: string, start: number): Token {
  const quoted = match(RAW_TEXT, text, start) ?? match(TEXT, text, start);
  if (quoted !== null) return textToken(text, start, quoted);
  const number = match(NUMBER, text, start);
  if (number !== null) return numberToken(text, start, number);
  const name = match(NAME, text, start);
  if (name !== null) {
    return { kind: 'name', text: name[0], quoted: false, span: spanOf(start, name[0]) };
  }
  const escaped = match(QUOTED_NAME, text, start);
  if (escaped !== null) {
    const [whole, inner = ''] = escaped;
    return { kind: 'name', text: inner, quoted: true, span: spanOf(start, whole) };
  }
  const sign = match(SIGN, text, start);
  if (sign !== null) return { kind: 'sign', text: sign[0], span: spanOf(start, sign[0]) };
  throw strange(text, start);
}

function textToken(
  text: string,
  start: number,
  [whole, prefix = '', quoted = '']: RegExpExecArray,
): Token {
  const span = spanOf(start, whole);
  const width = /^("""|''')/.test(quoted) ? 3 : 1;
  const inner = quoted.slice(width, -width);
  const place = { text, span, from: start + prefix.length + width, isRaw: /r/i.test(prefix) };
  const literal: Literal = /b/i.test(prefix)
    ? { type: 'bytes', value: readBytes(inner, place) }
    : { type: 'string', value: readText(inner, place) };
  return { kind: 'literal', literal, span };
}

function numberToken(text: string, start: number, found: RegExpExecArray): Token {
  const [whole, double, digits = '', unsigned] = found;
  const span = spanOf(start, whole);
  const next = text[span.end] ?? '';
  if (/[A-Za-z0-9_]/.test(next)) {
    const end = span.end + lengthOf(/[A-Za-z0-9_]+/y, text, span.end);
    throw expressionError(
      'EXPRESSION_SYNTAX',
      { text, span: { start, end } },
      {
        problem: 'this is neither a number nor a name',
        given: text.slice(start, end),
        expected: 'a number such as 12, 0x1F, 7u, 50.00 or 1e3',
        fix: 'write the number alone; a name does not begin with a digit',
      },
    );
  }
  if (double !== undefined) {
    if (!Number.isFinite(Number(double))) throw tooLarge(text, span, 'below 1.8e308');
    return { kind: 'literal', literal: { type: 'double', digits: canonicalDigits(double) }, span };
  }
  const value = BigInt(digits);
  const type = unsigned === undefined ? 'int' : 'uint';
  if (value <= (type === 'int' ? INT_MAX : UINT_MAX)) {
    return { kind: 'literal', literal: { type, value }, span };
  }
  throw tooLarge(text, span, type === 'int' ? '-2^63 to 2^63-1' : '0 to 2^64-1');
}

/** An error for a number that its type cannot hold. */
export const tooLarge = (text: string, span: Span, expected: string): Error =>
  expressionError(
    'EXPRESSION_SYNTAX',
    { text, span },
    {
      problem: 'the number is too large',
      given: text.slice(span.start, span.end),
      expected,
      fix: 'write fewer digits; one with a point is a double, or a decimal beside one',
    },
  );

/** `.5E+03` as `0.5e3`: equal numbers with equal digits after the point have equal texts. */
function canonicalDigits(text: string): string {
  const [mantissa = '', exponent] = text.toLowerCase().split('e');
  const [whole = '', fraction] = mantissa.split('.');
  const plain = whole.replace(/^0+(?=\d)/, '') || '0';
  const power = exponent === undefined ? 0 : Number(exponent);
  const point = fraction === undefined ? '' : `.${fraction}`;
  return `${plain}${point}${power === 0 && point !== '' ? '' : `e${power}`}`;
}

function strange(text: string, start: number): Error {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const isQuote = character === '"' || character === "'";
  const hint: Readonly<Record<string, string>> = {
    '=': "write '==' to compare",
    '&': "write '&&'",
    '|': "write '||'",
    '"': 'write the closing quote on the same line, or begin and end with three quotes',
    "'": 'write the closing quote on the same line, or begin and end with three quotes',
  };
  const span = { start, end: isQuote ? text.length : start + character.length };
  return expressionError(
    'EXPRESSION_SYNTAX',
    { text, span },
    {
      problem: isQuote ? 'the text is not closed' : 'there is no such sign',
      given: JSON.stringify(character),
      expected: isQuote ? 'a closing quote' : 'a name, a literal or an operator of CEL',
      fix: hint[character] ?? 'remove it',
    },
  );
}

const spanOf = (start: number, word: string): Span => ({ start, end: start + word.length });

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const lengthOf = (pattern: RegExp, text: string, at: number): number =>
  match(pattern, text, at)?.[0].length ?? 0;
