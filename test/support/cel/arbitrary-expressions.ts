import fc from 'fast-check';
import type { BinaryOperator, Expr } from '../../../lib/core/cel/tree.ts';

const span = { start: 0, end: 0 };

const literal = (value: Extract<Expr, { kind: 'literal' }>['literal']): Expr => ({
  kind: 'literal',
  literal: value,
  span,
});

const aText = fc.oneof(
  fc.constantFrom('', 'DE', 'a"b', "it's", '\\', '\n', 'é', '😀', '\u0000', '\ufffd', '\u2028'),
  fc.string({ maxLength: 5 }),
);

/** Whole numbers at the edges of what is exact and of 64 bits. */
export const aWhole = fc.oneof(
  fc.bigInt({ min: -5n, max: 5n }),
  fc.constantFrom(2n ** 53n, -(2n ** 53n), 2n ** 53n - 1n, 2n ** 63n - 1n, -(2n ** 63n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);

const aLiteral: fc.Arbitrary<Expr> = fc.oneof(
  aWhole.map((value) => literal({ type: 'int', value })),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => literal({ type: 'uint', value })),
  fc
    .constantFrom('0.5', '50.00', '1e10', '-2.5', '1.5e-7')
    .map((digits) => literal({ type: 'double', digits })),
  aText.map((value) => literal({ type: 'string', value })),
  fc.uint8Array({ maxLength: 4 }).map((value) => literal({ type: 'bytes', value })),
  fc.boolean().map((value) => literal({ type: 'bool', value })),
  fc.constant(literal({ type: 'null' })),
);

const aName: fc.Arbitrary<Expr> = fc
  .constantFrom('a', 'amount', 'in_', 'x1')
  .map((name) => ({ kind: 'name', name, span }));

const OPERATORS: readonly BinaryOperator[] = [
  ...(['||', '&&', '==', '!=', '<', '<=', '>', '>=', 'in'] as const),
  ...(['+', '-', '*', '/', '%'] as const),
];

/** Trees of any form; without the syntax of optional values if they are for a reader that lacks it. */
export const aTree = ({ optionals }: { readonly optionals: boolean }): fc.Arbitrary<Expr> => {
  const anOptional = optionals ? fc.boolean() : fc.constant(false);
  return fc.letrec<{ tree: Expr }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'cel' },
      aName,
      aLiteral,
      fc.record({
        kind: fc.constant('binary' as const),
        op: fc.constantFrom(...OPERATORS),
        left: tie('tree'),
        right: tie('tree'),
        span: fc.constant(span),
      }),
      fc
        .record({ op: fc.constantFrom('!' as const, '-' as const), of: tie('tree') })
        .map(({ op, of }) => negated(op, of)),
      fc.record({
        kind: fc.constant('conditional' as const),
        test: tie('tree'),
        yes: tie('tree'),
        no: tie('tree'),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('select' as const),
        of: tie('tree'),
        field: fc.constantFrom('f', 'map', 'for'),
        optional: anOptional,
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('index' as const),
        of: tie('tree'),
        index: tie('tree'),
        optional: anOptional,
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('call' as const),
        name: fc.constantFrom('f', 'size'),
        target: fc.option(tie('tree')),
        args: fc.array(tie('tree'), { maxLength: 2 }),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('list' as const),
        items: fc.array(fc.record({ value: tie('tree'), optional: anOptional }), { maxLength: 3 }),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('map' as const),
        entries: fc.array(
          fc.record({ key: tie('tree'), value: tie('tree'), optional: anOptional }),
          { maxLength: 2 },
        ),
        span: fc.constant(span),
      }),
    ),
  })).tree;
};

/** A minus before a number is the number's, and readers may drop what is negated twice. */
function negated(op: '!' | '-', of: Expr): Expr {
  if (of.kind === 'unary') return of;
  const isNumber =
    of.kind === 'literal' && (of.literal.type === 'int' || of.literal.type === 'double');
  return { kind: 'unary', op: isNumber ? '!' : op, of, span };
}

/** A tree as text in which everything has its place: `(+ a (. b f))`. */
export function prefixText(expr: Expr): string {
  switch (expr.kind) {
    case 'literal': {
      const { literal: of } = expr;
      if (of.type === 'double') return `double ${Number(of.digits)}`;
      return of.type === 'null' ? 'null' : `${of.type} ${of.value}`;
    }
    case 'name':
      return expr.name;
    case 'select':
      return `(. ${prefixText(expr.of)} ${expr.field})`;
    case 'index':
      return `(_[_] ${prefixText(expr.of)} ${prefixText(expr.index)})`;
    case 'call': {
      const all = expr.target === null ? expr.args : [expr.target, ...expr.args];
      return `(${expr.target === null ? '' : '.'}${expr.name} ${all.map(prefixText).join(' ')})`;
    }
    case 'unary':
      return `(${expr.op}_ ${prefixText(expr.of)})`;
    case 'binary':
      return `(${expr.op === 'in' ? '@in' : `_${expr.op}_`} ${prefixText(expr.left)} ${prefixText(expr.right)})`;
    case 'conditional':
      return `(_?_:_ ${[expr.test, expr.yes, expr.no].map(prefixText).join(' ')})`;
    case 'list':
      return `[${expr.items.map(({ value }) => prefixText(value)).join(' ')}]`;
    case 'map':
      return `{${expr.entries.map(({ key, value }) => `${prefixText(key)} ${prefixText(value)}`).join(' ')}}`;
  }
}
