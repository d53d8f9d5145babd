import { nameAfter } from '../definition/name-after.ts';
import { type KeyedFlow, type Operator, sidesOf } from '../definition/operator.ts';

/**
 * Whether results of an operator have the key that its events had, as the next step sees them.
 *
 * Then the next step can keep its state beside that of the operator; if not, its results have to go
 * where their own key is kept. Events of a stream have no key yet.
 */
function keepsKey({ flow, groupBy }: KeyedFlow): boolean {
  const { after, steps } = flow;
  if (after === null) return false;
  const names = keyNames(after).map((some) => some.map((name) => nameAfter(steps, name)));
  return groupBy.length === names.length && groupBy.every((name, i) => names[i]?.includes(name));
}

/**
 * Whether an operator reads results of another one under another key, so that they have to travel.
 *
 * Records are written under any key: nothing is remembered of them.
 */
export const isApart = (input: KeyedFlow, { kind }: Operator): boolean =>
  input.flow.after !== null && kind !== 'records' && !keepsKey(input);

/** Whether an operator's results have another key than the events that its state is about. */
export const scatters = (operator: Operator): boolean =>
  operator.kind === 'records' && operator.input.flow.after !== null && !keepsKey(operator.input);

/** The fields of an operator's results that hold the key of its events, one or more for each part. */
function keyNames(operator: Operator): string[][] {
  const [first, second] = sidesOf(operator);
  const left = first?.groupBy ?? [];
  if (operator.kind !== 'join' && operator.kind !== 'tableJoin') return left.map((name) => [name]);
  if (operator.as === null) return left.map((name) => [name]);
  const [leftAs, rightAs] = operator.as;
  const right = second?.groupBy ?? [];
  return left.map((name, i) => {
    const other = right[i];
    return [`${leftAs}_${name}`, ...(other === undefined ? [] : [`${rightAs}_${other}`])];
  });
}
