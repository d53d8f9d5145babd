import { expressionError } from './faults.ts';
import { type Token, tooLarge } from './lexer.ts';
import {
  BINDING,
  type BinaryOperator,
  type Entry,
  type Expr,
  type Item,
  RESERVED,
  type Span,
} from './tree.ts';
import { MAX_EXPRESSION_DEPTH, Words } from './words.ts';

/** Longest text of an expression. Units: UTF-16 units. */
export const MAX_EXPRESSION_LENGTH = 10_000;

const INT_MAX = 2n ** 63n - 1n;

/**
 * Reads an expression of CEL. Linear in its length.
 *
 * @throws DefinitionError `EXPRESSION_SYNTAX`, with the place, what was got and what was expected
 */
export function parseExpression(text: string): Expr {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw expressionError(
      'EXPRESSION_SYNTAX',
      { text, span: { start: 0, end: 0 } },
      {
        problem: 'the expression is too long',
        given: `${text.length} characters`,
        expected: `${MAX_EXPRESSION_LENGTH} at most`,
        fix: 'make it of several steps',
      },
    );
  }
  return new Parser(text).whole();
}

/** Reads words from left to right, one function for each rule of CEL's grammar. */
class Parser extends Words {
  #depth = 0;

  whole(): Expr {
    const expr = this.#expr();
    if (this.next().kind !== 'end') throw this.unexpected('an operator or the end');
    return expr;
  }

  #expr(): Expr {
    if (this.#depth >= MAX_EXPRESSION_DEPTH) throw this.tooDeep();
    this.#depth++;
    const test = this.#sides(1);
    const expr = this.takes('?') ? this.#conditional(test) : test;
    this.#depth--;
    return expr;
  }

  #conditional(test: Expr): Expr {
    const yes = this.#sides(1);
    this.needs(':', "':' and what holds otherwise");
    const no = this.#expr();
    return { kind: 'conditional', test, yes, no, span: over(test, no) };
  }

  /** Operators of two sides that bind at least so closely. */
  #sides(binding: number): Expr {
    let left = this.#unary();
    for (;;) {
      const word = this.next();
      const op = operatorOf(word);
      if (op === undefined || !Object.hasOwn(BINDING, op) || BINDING[op] < binding) return left;
      this.skip();
      const right = this.#sides(BINDING[op] + 1);
      left = { kind: 'binary', op, left, right, span: over(left, right) };
    }
  }

  #unary(): Expr {
    const word = this.next();
    const op = word.kind === 'sign' && (word.text === '!' || word.text === '-') ? word.text : null;
    if (op === null) return this.#member();
    if (this.#depth >= MAX_EXPRESSION_DEPTH) throw this.tooDeep();
    this.skip();
    if (op === '-') {
      const negative = this.#negativeLiteral(word.span.start);
      if (negative !== undefined) return this.#membersOf(negative);
    }
    this.#depth++;
    const of = this.#unary();
    this.#depth--;
    return { kind: 'unary', op, of, span: { start: word.span.start, end: of.span.end } };
  }

  #negativeLiteral(start: number): Expr | undefined {
    const word = this.next();
    if (word.kind !== 'literal') return undefined;
    const span = { start, end: word.span.end };
    const { literal } = word;
    if (literal.type === 'double') {
      this.skip();
      return { kind: 'literal', literal: { ...literal, digits: `-${literal.digits}` }, span };
    }
    if (literal.type !== 'int') return undefined;
    this.skip();
    return { kind: 'literal', literal: { ...literal, value: -literal.value }, span };
  }

  #member(): Expr {
    return this.#membersOf(this.#primary());
  }

  #membersOf(of: Expr): Expr {
    let expr = of;
    for (;;) {
      if (this.takes('.')) expr = this.#selected(expr);
      else if (this.takes('[')) expr = this.#indexed(expr);
      else return expr;
    }
  }

  #selected(of: Expr): Expr {
    const optional = this.takes('?');
    const word = this.next();
    if (word.kind !== 'name' || (KEPT.has(word.text) && !word.quoted)) {
      throw this.unexpected('the name of a field or of a function');
    }
    this.skip();
    const span = { start: of.span.start, end: word.span.end };
    if (optional || word.quoted || !this.takes('(')) {
      return { kind: 'select', of, field: word.text, optional, span };
    }
    return this.#call(word.text, of, of.span.start);
  }

  #indexed(of: Expr): Expr {
    const optional = this.takes('?');
    const index = this.#expr();
    const end = this.needs(']', "']'");
    return { kind: 'index', of, index, optional, span: { start: of.span.start, end } };
  }

  #call(name: string, target: Expr | null, start: number): Expr {
    const args: Expr[] = [];
    const end = this.#until(')', () => args.push(this.#expr()), false);
    return { kind: 'call', name, target, args, span: { start, end } };
  }

  #primary(): Expr {
    const word = this.next();
    const { span } = word;
    if (word.kind === 'literal') {
      if (word.literal.type === 'int' && word.literal.value > INT_MAX)
        throw tooLarge(this.text, span, '-2^63 to 2^63-1');
      this.skip();
      return { kind: 'literal', literal: word.literal, span };
    }
    if (word.kind === 'name') return this.#named();
    if (this.takes('(')) {
      const inner = this.#expr();
      this.needs(')', "')'");
      return inner;
    }
    if (this.takes('[')) return this.#list(span.start);
    if (this.takes('{')) return this.#map(span.start);
    throw this.unexpected('a field, a literal, or an expression in parentheses');
  }

  #named(): Expr {
    const { text, span, quoted } = this.next() as Extract<Token, { kind: 'name' }>;
    if (!quoted && RESERVED.has(text)) {
      const literal = WORDS[text];
      if (literal === undefined) throw this.unexpected('a name that CEL does not keep for itself');
      this.skip();
      return { kind: 'literal', literal, span };
    }
    this.skip();
    if (!quoted && this.takes('(')) return this.#call(text, null, span.start);
    return { kind: 'name', name: text, span };
  }

  #list(start: number): Expr {
    const items: Item[] = [];
    const end = this.#until(']', () => {
      const optional = this.takes('?');
      items.push({ optional, value: this.#expr() });
    });
    return { kind: 'list', items, span: { start, end } };
  }

  #map(start: number): Expr {
    const entries: Entry[] = [];
    const end = this.#until('}', () => {
      const optional = this.takes('?');
      const key = this.#expr();
      this.needs(':', "':' and the value");
      entries.push({ optional, key, value: this.#expr() });
    });
    return { kind: 'map', entries, span: { start, end } };
  }

  /** Elements with commas between them, one at the end too where that is allowed; gives where it ends. */
  #until(close: string, element: () => void, mayEndWithComma = true): number {
    let isFirst = true;
    while (isFirst ? !this.sees(close) : this.takes(',')) {
      if (!isFirst && mayEndWithComma && this.sees(close)) break;
      element();
      isFirst = false;
    }
    return this.needs(close, isFirst ? `an element or '${close}'` : `',' or '${close}'`);
  }
}

/** What cannot be a field even after a point. */
const KEPT = new Set(['in', 'true', 'false', 'null']);

const WORDS: Readonly<Record<string, Extract<Expr, { kind: 'literal' }>['literal']>> = {
  true: { type: 'bool', value: true },
  false: { type: 'bool', value: false },
  null: { type: 'null' },
};

const operatorOf = (word: Token): BinaryOperator | undefined => {
  const isIn = word.kind === 'name' && word.text === 'in' && !word.quoted;
  return isIn || word.kind === 'sign' ? (word.text as BinaryOperator) : undefined;
};

const over = (left: Expr, right: Expr): Span => ({ start: left.span.start, end: right.span.end });
