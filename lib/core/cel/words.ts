import { expressionError } from './faults.ts';
import { type Token, wordsOf } from './lexer.ts';

/** Deepest nesting of an expression's parts. */
export const MAX_EXPRESSION_DEPTH = 100;

/** The words of an expression, read from left to right. */
export class Words {
  readonly text: string;
  readonly #words: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.text = text;
    this.#words = wordsOf(text);
  }

  skip(): void {
    this.#at++;
  }

  next(): Token {
    return this.#words[this.#at] as Token;
  }

  sees(sign: string): boolean {
    const word = this.next();
    return word.kind === 'sign' && word.text === sign;
  }

  takes(sign: string): boolean {
    const sees = this.sees(sign);
    if (sees) this.skip();
    return sees;
  }

  needs(sign: string, expected: string): number {
    if (!this.takes(sign)) throw this.unexpected(expected);
    return (this.#words[this.#at - 1] as Token).span.end;
  }

  unexpected(expected: string): Error {
    const { span } = this.next();
    const given = this.text.slice(span.start, span.end);
    return expressionError(
      'EXPRESSION_SYNTAX',
      { text: this.text, span },
      {
        problem: 'this is not an expression of CEL',
        given: given === '' ? 'the end' : `"${given}"`,
        expected,
        fix: HINTS[given] ?? 'correct the text at this place',
      },
    );
  }

  tooDeep(): Error {
    return expressionError(
      'EXPRESSION_SYNTAX',
      { text: this.text, span: this.next().span },
      {
        problem: 'the expression is nested too deeply',
        given: `more than ${MAX_EXPRESSION_DEPTH} levels`,
        expected: `${MAX_EXPRESSION_DEPTH} levels at most`,
        fix: 'make it of several steps',
      },
    );
  }
}

const HINTS: Readonly<Record<string, string>> = {
  and: "write '&&'",
  AND: "write '&&'",
  or: "write '||'",
  OR: "write '||'",
  is: "write '=='",
  '=': "write '=='",
  '': 'the text ends too early',
};
