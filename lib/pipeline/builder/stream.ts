import type { Term } from '../../core/cel/build.ts';
import { compileConditionOn } from '../../core/cel/expression.ts';
import { conditionOn } from '../../core/condition.ts';
import { fieldOf, type Product, productField } from '../../core/expression.ts';
import type { Field, Fields } from '../../core/field-type.ts';
import type { Path } from '../../core/path.ts';
import type { Schema } from '../../core/schema/schema.ts';
import { duration } from '../../core/time.ts';
import { within } from '../../errors/definition-error.ts';
import type { Event, Flow, Operator, Step } from '../definition/definition.ts';
import type { KeyedFlow } from '../definition/operator.ts';
import type { Stream } from '../definition/stream.ts';
import { acceptOf, flatMapOf, mapOf } from './author-functions.ts';
import { isExpression, sourceOf } from './computed-arguments.ts';
import { type BuilderContext, flowAfter } from './context.ts';
import { grouped, needsOwn } from './grouped.ts';
import { cubeOf, keyedBySets, rollupOf } from './grouping-sets.ts';
import { keyedBy, needsWholeKey } from './key-fields.ts';
import {
  behind,
  flattened,
  only,
  renamed,
  withComputed,
  withExpression,
  withField,
  without,
  withPath,
} from './reshape.ts';
import { retimedOf } from './retimed.ts';
import { needsField } from './source-stream.ts';
import { unionOf } from './union.ts';

/** Events on their way. */
export function stream<E>(flow: Flow, context: BuilderContext): Stream<E> {
  const at = flow.source.name;
  const then = <T>(step: Step, fields: Fields = flow.fields): Stream<T> =>
    stream<T>(behind(flow, step, { fields }), context);

  const inSets = (step: string, sets: readonly (readonly string[])[]) =>
    within(`${at} › ${step}`, () => keyedBySets(flow, sets));

  return {
    flow,
    filter(accept) {
      if (typeof accept === 'function') {
        const test = acceptOf(flow.fields, accept as (event: Event) => boolean);
        return then({ kind: 'filterBy', accept: test });
      }
      if (isExpression(accept)) {
        const source = sourceOf(accept);
        return within(`${at} › filter`, () => {
          const expression = compileConditionOn(source, flow.fields);
          return then<E>({ kind: 'filterExpression', expression });
        });
      }
      const { type } = fieldOf(flow.fields, accept.field, `${at} › filter`);
      const held = conditionOn(accept, type, `${at} › filter › ${accept.field}`);
      return then({ kind: 'filter', condition: accept, held });
    },
    derive<T>(name: string, from: Derived, more?: Field | ((event: never) => unknown)) {
      return within(`${at} › derive › ${name}`, () =>
        stream<T>(derived(flow, name, from, more), context),
      );
    },
    rename: (names) =>
      within(at, () => stream(renamed(flow, names as Readonly<Record<string, string>>), context)),
    drop: (...names) => within(at, () => stream(without(flow, names), context)),
    select: (...names) => within(at, () => stream(only(flow, names), context)),
    flatten: (field, options = {}) =>
      within(at, () => stream(flattened(flow, field, options), context)),
    map(schema, map) {
      const fields = replaced(flow, schema, 'map');
      const each = mapOf({ from: flow.fields, to: fields }, map as (event: Event) => unknown);
      return then({ kind: 'map', fields, map: each }, fields);
    },
    flatMap(schema, map) {
      const fields = replaced(flow, schema, 'flatMap');
      const all = map as unknown as (event: Event) => readonly unknown[];
      const each = flatMapOf({ from: flow.fields, to: fields }, all);
      return then({ kind: 'flatMap', fields, map: each }, fields);
    },
    union: (...others) =>
      within(`${at} › union`, () => {
        for (const other of others) needsOwn(context, other);
        return stream<E>(unionOf([flow, ...others.map((other) => other.flow)]), context);
      }),
    dedupe: (field, options) =>
      within(`${at} › dedupe`, () => {
        const operator: Operator = {
          kind: 'dedupe',
          input: needsWholeKey(keyedBy(flow, [field])),
          within: duration(options.within, 'within'),
          fields: flow.fields,
          time: flow.time,
        };
        return context.streamOf<E>(flowAfter(operator, flow));
      }),
    groupBy: ((...keys: readonly (string | Computed)[]) =>
      within(`${at} › groupBy`, () =>
        grouped<E, keyof E & string>(computedKeys(flow, keys), context),
      )) as Stream<E>['groupBy'],
    groupBySets: (sets) => grouped(inSets('groupBySets', sets), context),
    groupByCube: (...keys) => grouped(inSets('groupByCube', cubeOf(keys)), context),
    groupByRollup: (...keys) => grouped(inSets('groupByRollup', rollupOf(keys)), context),
    timedBy: (time, options = {}) =>
      within(`${at} › timedBy`, () =>
        context.streamOf<E>(flowAfter(retimedOf(flow, { ...options, time }), flow)),
      ),
    sorted: () => grouped<E, never>(keyedBy(flow, []), context).sorted(),
    groupAll: () => grouped(keyedBy(flow, []), context),
  };
}

/** Keys by name, and what gives them. */
type Computed = Readonly<Record<string, string | Term>>;

/** A flow under a key; what is computed is a field of it before. */
function computedKeys(flow: Flow, keys: readonly (string | Computed)[]): KeyedFlow {
  let before = flow;
  const names = keys.flatMap((key) => {
    if (typeof key === 'string') return key;
    for (const [name, given] of Object.entries(key)) {
      before = withExpression(before, name, { source: sourceOf(given), field: undefined });
    }
    return Object.keys(key);
  });
  return keyedBy(before, names);
}

/** What a field is derived from. */
type Derived = string | Term | Product | Path | Field;

function derived(
  flow: Flow,
  name: string,
  from: Derived,
  more: Field | ((event: never) => unknown) | undefined,
): Flow {
  if (isExpression(from)) {
    return withExpression(flow, name, { source: sourceOf(from), field: more as Field | undefined });
  }
  if (more !== undefined) {
    const made = more as unknown as (event: Event) => unknown;
    return withComputed(flow, name, { field: from as Field, compute: made });
  }
  if ('op' in from && from.op === 'path') return withPath(flow, name, from);
  const expression = from as Product;
  const field = productField(flow.fields, expression);
  return withField(flow, name, { kind: 'derive', name, expression, type: field.type }, field);
}

function replaced({ source, time }: Flow, schema: Schema, at: string): Fields {
  const fields = schema.fields as Fields;
  within(`${source.name} › ${at}`, () =>
    needsField(fields, time, { role: 'time', kinds: ['instant'] }),
  );
  return fields;
}
