import type { ConditionExpression } from '../../core/cel/expression.ts';
import type { ValueExpression } from '../../core/cel/field-value.ts';
import { Failure } from '../../core/cel/values.ts';
import { fulfils } from '../../core/expression.ts';
import { readInner, valueAt } from '../../core/path.ts';
import { show } from '../../core/schema/decode-failure.ts';
import type { Event, Step } from '../../pipeline/definition/definition.ts';
import type { Take } from '../../pipeline/definition/source.ts';

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
    case 'filterExpression':
      return filterExpression(step.expression, next);
    case 'filterBy':
      return (event, emit) => {
        if (step.accept(event)) next(event, emit);
      };
    case 'derive':
      return (event, emit) => next({ ...event, [step.name]: productOf(event, step) }, emit);
    case 'deriveExpression':
      return deriveExpression(step.name, step.expression, next);
    case 'read': {
      const { name, path } = step;
      const [root, ...below] = path.of;
      return (event, emit) => {
        const value = readInner(path.field, valueAt(event[root], below), name);
        next({ ...event, [name]: value }, emit);
      };
    }
    case 'compute':
      return (event, emit) => next({ ...event, [step.name]: step.compute(event) }, emit);
    case 'rename':
    case 'drop':
    case 'select':
      return (event, emit) => next(taken(event, step.take), emit);
    case 'sets':
      return inSets(step, next);
    case 'timeWithin':
      return (event, emit) => {
        checkTime(event, step);
        next(event, emit);
      };
    case 'flatten':
      return (event, emit) => flatten(event, step, (each) => next(each, emit));
    case 'map':
      return (event, emit) => next(step.map(event), emit);
    case 'flatMap':
      return (event, emit) => {
        for (const each of step.map(event)) next(each, emit);
      };
  }
}

/** @throws RangeError if the condition has no value for an event, with the place in its text */
function filterExpression({ holds, because }: ConditionExpression, next: Transform): Transform {
  return (event, emit) => {
    const held = holds(event);
    if (held instanceof Failure) throw new RangeError(`filter: ${because(held)}`);
    if (held) next(event, emit);
  };
}

/** @throws RangeError if the expression has no value for an event, or none that its field holds */
function deriveExpression(
  name: string,
  { valueFor, because }: ValueExpression,
  next: Transform,
): Transform {
  return (event, emit) => {
    const value = valueFor(event);
    if (value instanceof Failure) throw new RangeError(`${name}: ${because(value)}`);
    next({ ...event, [name]: value }, emit);
  };
}

function taken(event: Event, take: Take): Event {
  const kept: Record<string, unknown> = {};
  for (const [as, from] of take) kept[as] = event[from];
  return kept;
}

type SetsStep = Extract<Step, { kind: 'sets' }>;

/** An event for each set of keys, without the others; `groupingId` has a bit for each that is left out. */
function inSets({ keys, sets }: SetsStep, next: Transform): Transform {
  const groups = sets.map((set) => {
    const without = keys.filter((key) => !set.includes(key));
    const groupingId = without.reduce(
      (id, key) => id + 2 ** (keys.length - 1 - keys.indexOf(key)),
      0,
    );
    return Object.fromEntries([
      ...without.map((key) => [key, undefined] as const),
      ['groupingId', groupingId] as const,
    ]);
  });
  return (event, emit) => {
    for (const group of groups) next({ ...event, ...group }, emit);
  };
}

/** @throws RangeError if the time that a result is to have lies too far from the one that it has */
function checkTime(event: Event, step: Extract<Step, { kind: 'timeWithin' }>): void {
  const { field, since, back, until, ahead } = step;
  const time = Number(event[field]);
  const [least, most] = [Number(event[since]) - back, Number(event[until]) + ahead];
  if (time >= least && time <= most) return;
  throw new RangeError(`${field}: ${show(event[field])} is no time from ${least} to ${most}`);
}

type FlattenStep = Extract<Step, { kind: 'flatten' }>;

/** Most elements of a list that is flattened: so much work one record may make. */
export const FLATTEN_LIMIT = 10_000;

/** @throws RangeError if there is no list, a longer one, or one with something else in it */
function flatten(event: Event, step: FlattenStep, emit: (event: Event) => void): void {
  const { field, as, element, keepEmpty } = step;
  const { [field]: list, ...rest } = event;
  if (list !== undefined && list !== null && !Array.isArray(list)) {
    throw new RangeError(`${field}: ${show(list)} is no list`);
  }
  const elements: readonly unknown[] = list ?? [];
  if (elements.length > FLATTEN_LIMIT) {
    throw new RangeError(
      `${field}: ${elements.length} elements, at most ${FLATTEN_LIMIT} are taken`,
    );
  }
  if (elements.length === 0 && keepEmpty) emit({ ...rest, [as]: undefined });
  for (const each of elements) emit({ ...rest, [as]: readInner(element, each, as) });
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
