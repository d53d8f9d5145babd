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
  const asked = expr.name === 'has' && expr.target === null ? of : undefined;
  const name = nameOf(asked ?? (expr.name === 'hasValue' ? expr.target : null) ?? undefined);
  return name === undefined ? NOTHING : new Set([name]);
}

/** `price`, and `left.price`; `undefined` for what is no name. */
function nameOf(expr: Expr | undefined): string | undefined {
  if (expr?.kind === 'name') return expr.name;
  if (expr?.kind !== 'select' || expr.optional || expr.of.kind !== 'name') return undefined;
  return `${expr.of.name}.${expr.field}`;
}
