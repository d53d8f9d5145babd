import { BINDING, type Expr, type Item, type Literal, RESERVED } from './tree.ts';

/**
 * The one text of a tree: equal for texts that differ only in blanks, comments, needless parentheses and
 * the way that literals are written. Reading it gives the tree again. Part of a definition's fingerprint.
 */
export function formatExpression(expr: Expr): string {
  switch (expr.kind) {
    case 'literal':
      return formatLiteral(expr.literal);
    case 'name':
      return nameOf(expr.name);
    case 'select':
      return `${operand(expr.of)}.${expr.optional ? '?' : ''}${fieldOf(expr.field)}`;
    case 'index':
      return `${operand(expr.of)}[${expr.optional ? '?' : ''}${formatExpression(expr.index)}]`;
    case 'call': {
      const target = expr.target === null ? '' : `${operand(expr.target)}.`;
      return `${target}${expr.name}(${expr.args.map(formatExpression).join(', ')})`;
    }
    case 'unary':
      return `${expr.op}${expr.of.kind === 'unary' ? formatExpression(expr.of) : operand(expr.of)}`;
    case 'binary': {
      const binding = BINDING[expr.op];
      return `${side(expr.left, binding)} ${expr.op} ${side(expr.right, binding + 1)}`;
    }
    case 'conditional':
      return `${side(expr.test, 1)} ? ${side(expr.yes, 1)} : ${formatExpression(expr.no)}`;
    case 'list':
      return `[${expr.items.map(formatItem).join(', ')}]`;
    case 'map':
      return `{${expr.entries.map(formatEntry).join(', ')}}`;
  }
}

const formatItem = ({ optional, value }: Item): string =>
  `${optional ? '?' : ''}${formatExpression(value)}`;

const formatEntry = ({ optional, key, value }: Item & { readonly key: Expr }): string =>
  `${optional ? '?' : ''}${formatExpression(key)}: ${formatExpression(value)}`;

function side(expr: Expr, binding: number): string {
  const text = formatExpression(expr);
  const own = expr.kind === 'binary' ? BINDING[expr.op] : expr.kind === 'conditional' ? 0 : 9;
  return own < binding ? `(${text})` : text;
}

/** What stands before a point, a bracket or a sign. */
function operand(expr: Expr): string {
  const text = formatExpression(expr);
  const isNumber = expr.kind === 'literal' && /^-?\d/.test(text);
  const binds = ['unary', 'binary', 'conditional'].includes(expr.kind) || isNumber;
  return binds ? `(${text})` : text;
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const nameOf = (name: string): string =>
  PLAIN_NAME.test(name) && !RESERVED.has(name) ? name : `\`${name}\``;

const fieldOf = (name: string): string =>
  PLAIN_NAME.test(name) && !['in', 'true', 'false', 'null'].includes(name) ? name : `\`${name}\``;

function formatLiteral(literal: Literal): string {
  switch (literal.type) {
    case 'null':
      return 'null';
    case 'double':
      return literal.digits;
    case 'uint':
      return `${literal.value}u`;
    case 'string':
      return quotedText(literal.value);
    case 'bytes':
      return `b"${Array.from(literal.value, byteText).join('')}"`;
    default:
      return String(literal.value);
  }
}

const byteText = (byte: number): string =>
  byte >= 32 && byte < 127 && byte !== 34 && byte !== 92
    ? String.fromCharCode(byte)
    : `\\x${byte.toString(16).padStart(2, '0')}`;

/** A text as a string literal of CEL, in double quotes. */
export function quotedText(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n');
  return `"${escaped.replace(/[\p{Cc}\u2028\u2029]/gu, codeUnit)}"`;
}

const codeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
