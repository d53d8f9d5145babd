import { fulfils } from '../../core/expression.ts';
import type { Event, Step } from '../../pipeline/definition/definition.ts';

type DeriveStep = Extract<Step, { kind: 'derive' }>;

/** What happens to one event: gives each result to `emit`, zero, one or several times. */
export type Transform = (event: Event, emit: (event: Event) => void) => void;

/**
 * The steps of a flow as one function.
 *
 * Errors of the author's functions leave it as they are; the caller sets the event aside.
 */
export function transformOf(steps: readonly Step[]): Transform {
  return steps.reduceRight<Transform>(
    (next, step) => before(step, next),
    (event, emit) => emit(event),
  );
}

function before(step: Step, next: Transform): Transform {
  switch (step.kind) {
    case 'filter':
      return (event, emit) => {
        if (fulfils(event, step.held)) next(event, emit);
      };
    case 'filterBy':
      return (event, emit) => {
        if (step.accept(event)) next(event, emit);
      };
    case 'derive':
      return (event, emit) => next({ ...event, [step.name]: productOf(event, step) }, emit);
    case 'map':
      return (event, emit) => next(step.map(event), emit);
    case 'flatMap':
      return (event, emit) => {
        for (const each of step.map(event)) next(each, emit);
      };
  }
}

/**
 * The product, or `undefined` if a factor is missing.
 *
 * @throws RangeError if it cannot be held: beyond 2⁵³−1 units, or no finite double
 */
function productOf(event: Event, { name, expression, type }: DeriveStep): number | undefined {
  const [a, b] = expression.of;
  const [left, right] = [event[a], event[b]] as [number | null, number | null];
  if (left === undefined || left === null || right === undefined || right === null)
    return undefined;
  const result = left * right;
  const holds = type.kind === 'double' ? Number.isFinite(result) : Number.isSafeInteger(result);
  if (holds) return result;
  throw new RangeError(`${name}: ${left} · ${right} is outside the range of ${type.kind}`);
}
