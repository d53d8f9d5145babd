import { type AggregateSpec, bindAggregate } from '../core/aggregators/bind.ts';
import {
  type Condition,
  fieldOf,
  fulfils,
  type Product,
  productField,
} from '../core/expression.ts';
import type { Fields } from '../core/field-type.ts';
import type { Schema } from '../core/schema/schema.ts';
import { type DurationInput, duration } from '../core/time.ts';
import type { AlignedWindows } from '../core/window.ts';
import { DefinitionError, within } from '../errors/definition-error.ts';
import type { Event, Flow, Step, ViewDefinition } from './definition.ts';
import { freeName, stableName } from './names.ts';
import { needsField } from './source-stream.ts';

export type AddView = (view: ViewDefinition) => void;

/** How late an event may be for its window. */
export interface WindowOptions {
  /**
   * How long after its end a window still takes events, in event time.
   *
   * @defaultValue 0: a window is final as soon as the watermark has reached its end.
   */
  readonly allowedLateness?: DurationInput;
}

/** What readers of a view may rely on. */
export interface ViewOptions {
  /**
   * How old a row may be when nothing fails; the plan derives batching windows from it.
   *
   * @defaultValue `VIEW_DEFAULTS.freshness`
   */
  readonly freshness?: DurationInput;
  /** Raised by one when the meaning changes; the new version fills beside the old. */
  readonly version?: number;
}

/** What a view does unless it says otherwise. */
export const VIEW_DEFAULTS = { freshness: '5s' } as const;

/** Events on their way from a source, and what is done to each of them. */
export class Stream<E> {
  readonly flow: Flow;
  readonly #addView: AddView;

  constructor(flow: Flow, addView: AddView) {
    this.flow = flow;
    this.#addView = addView;
  }

  /** Keeps the events that fulfil a condition; as data if possible, which SQL can say too. */
  filter(accept: Condition<keyof E & string> | ((event: E) => boolean)): Stream<E> {
    if (typeof accept === 'function') {
      return this.#then({ kind: 'filterBy', accept: accept as (event: Event) => boolean });
    }
    fieldOf(this.flow.fields, accept.field, `${this.flow.source.name} › filter`);
    return this.#then({ kind: 'filter', condition: accept });
  }

  /** Adds a field that is computed from others. */
  derive<N extends string>(
    name: N,
    expression: Product<keyof E & string>,
  ): Stream<E & Readonly<Record<N, number>>> {
    const { fields, source } = this.flow;
    return within(`${source.name} › derive › ${name}`, () => {
      const field = productField(fields, expression);
      freeName(name, Object.keys(fields), 'name');
      return this.#then(
        { kind: 'derive', name, expression, type: field.type },
        { ...fields, [name]: field },
      );
    });
  }

  /** Replaces each event; the new one is described by `schema` and must keep the time field. */
  map<T>(schema: Schema<T>, map: (event: E) => T): Stream<T> {
    const fields = this.#checked(schema, 'map');
    return this.#then({ kind: 'map', fields, map: map as (event: Event) => Event }, fields);
  }

  /** Replaces each event by any number of events, each described by `schema`. */
  flatMap<T>(schema: Schema<T>, map: (event: E) => readonly T[]): Stream<T> {
    const fields = this.#checked(schema, 'flatMap');
    const step: Step = { kind: 'flatMap', fields, map: map as (event: Event) => readonly Event[] };
    return this.#then(step, fields);
  }

  /** Groups by one or several fields; together, in this order, they are the key of a row. */
  groupBy(...keys: readonly [keyof E & string, ...(keyof E & string)[]]): Grouped<E> {
    const { source, fields } = this.flow;
    within(`${source.name} › groupBy`, () => {
      for (const key of keys) needsField(fields, key, { role: 'key', kinds: GROUPING_KINDS });
    });
    return new Grouped<E>(this.flow, keys, this.#addView);
  }

  /** Takes all events together: one row per window, with the key `all`. */
  groupAll(): Grouped<E> {
    return new Grouped<E>(this.flow, [], this.#addView);
  }

  #checked(schema: Schema, at: string): Fields {
    const { source, time } = this.flow;
    const fields = schema.fields as Fields;
    within(`${source.name} › ${at}`, () =>
      needsField(fields, time, { role: 'time', kinds: ['instant'] }),
    );
    return fields;
  }

  #then<T>(step: Step, fields: Fields = this.flow.fields): Stream<T> {
    return new Stream<T>(
      { ...this.flow, steps: [...this.flow.steps, step], fields },
      this.#addView,
    );
  }
}

const GROUPING_KINDS = ['string', 'int', 'bigint', 'boolean', 'decimal', 'instant'];

/** Events with a key. */
export class Grouped<E> {
  readonly #flow: Flow;
  readonly #keys: readonly string[];
  readonly #addView: AddView;

  constructor(flow: Flow, keys: readonly string[], addView: AddView) {
    this.#flow = flow;
    this.#keys = keys;
    this.#addView = addView;
  }

  /** Cuts event time into windows. */
  window(windows: AlignedWindows, options: WindowOptions = {}): Windowed<E> {
    const at = `${this.#flow.source.name} › window › allowedLateness`;
    const allowedLateness = duration(options.allowedLateness ?? 0, at);
    return new Windowed<E>(
      { flow: this.#flow, groupBy: this.#keys, windows, allowedLateness },
      this.#addView,
    );
  }
}

type WindowedParts = Pick<ViewDefinition, 'flow' | 'groupBy' | 'windows' | 'allowedLateness'>;

/** Events with a key and windows. */
export class Windowed<E> {
  readonly #parts: WindowedParts;
  readonly #addView: AddView;

  constructor(parts: WindowedParts, addView: AddView) {
    this.#parts = parts;
    this.#addView = addView;
  }

  /** Says what is kept per key and window, each under the name that its rows show. */
  aggregate(aggregates: Readonly<Record<string, AggregateSpec<keyof E & string>>>): Aggregated {
    return new Aggregated(this.#parts, aggregates, this.#addView);
  }
}

/** Names in a row that are ours. */
export const RESERVED_ATTRIBUTES = [
  'pk',
  'sk',
  'view',
  'key',
  'windowStart',
  'windowEnd',
  'updatedAt',
  'fence',
  'acc',
  'run',
  'expiresAt',
] as const;

/** Aggregates that only lack a name. */
export class Aggregated {
  readonly #parts: WindowedParts;
  readonly #aggregates: Readonly<Record<string, AggregateSpec>>;
  readonly #addView: AddView;

  constructor(
    parts: WindowedParts,
    aggregates: Readonly<Record<string, AggregateSpec>>,
    addView: AddView,
  ) {
    this.#parts = parts;
    this.#aggregates = aggregates;
    this.#addView = addView;
  }

  /** Names the view: the table of its rows, for ever. */
  view(name: string, options: ViewOptions = {}): void {
    within(name, () => {
      stableName(name, 'name');
      const entries = Object.entries(this.#aggregates);
      if (entries.length === 0) {
        throw new DefinitionError('VIEW_INCOMPLETE', {
          at: 'aggregate',
          problem: 'a row would say nothing',
          given: 'no aggregate',
          expected: 'at least one',
          fix: 'write .aggregate({ count: count() })',
        });
      }
      const bound = entries.map(([as, spec]) => [as, this.#bind(as, spec)] as const);
      this.#addView({
        kind: 'window',
        name,
        version: version(options.version ?? 1),
        ...this.#parts,
        aggregates: Object.fromEntries(bound),
        freshness: duration(options.freshness ?? VIEW_DEFAULTS.freshness, 'freshness'),
      });
    });
  }

  #bind(as: string, spec: AggregateSpec) {
    freeName(as, [...RESERVED_ATTRIBUTES, ...this.#parts.groupBy], `aggregate › ${as}`);
    return bindAggregate(spec, this.#parts.flow.fields, `aggregate › ${as}`);
  }
}

function version(given: number): number {
  if (Number.isInteger(given) && given >= 1) return given;
  throw new DefinitionError('VIEW_INCOMPLETE', {
    at: 'version',
    problem: 'is not a version',
    given: String(given),
    expected: 'a whole number from 1',
    fix: 'start with 1 and add one when the meaning changes',
  });
}

export { fulfils };
