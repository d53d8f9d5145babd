import type { Expr } from './tree.ts';

const NOTHING: ReadonlySet<string> = new Set();

/** Fields that an event certainly has where a condition is true, or is false: `has(coupon)`. */
export function presentIf(expr: Expr, holds: boolean): ReadonlySet<string> {
  if (expr.kind === 'unary' && expr.op === '!') return presentIf(expr.of, !holds);
  if (expr.kind === 'binary' && (expr.op === '&&' || expr.op === '||')) {
    const [left, right] = [presentIf(expr.left, holds), presentIf(expr.right, holds)];
    return (expr.op === '&&') === holds ? left.union(right) : left.intersection(right);
  }
  if (!holds || expr.kind !== 'call') return NOTHING;
  const [of] = expr.args;
  if (expr.name === 'has' && expr.target === null && of?.kind === 'name') return new Set([of.name]);
  const { target } = expr;
  return expr.name === 'hasValue' && target?.kind === 'name' ? new Set([target.name]) : NOTHING;
}
