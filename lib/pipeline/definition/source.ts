import type { ConditionExpression } from '../../core/cel/expression.ts';
import type { ValueExpression } from '../../core/cel/field-value.ts';
import type { Event } from '../../core/event.ts';
import type { Condition, Product } from '../../core/expression.ts';
import type { Field, Fields, FieldType } from '../../core/field-type.ts';
import type { Path } from '../../core/path.ts';
import type { Schema } from '../../core/schema/schema.ts';
import type { DurationMs } from '../../core/time.ts';
import type { WatermarkPolicy } from '../../core/watermark.ts';

/** A stream that records are put into. */
export interface SourceStream extends WatermarkPolicy {
  readonly name: string;
  readonly schema: Schema;
  /** Field whose text is the Kinesis partition key. */
  readonly key: string;
  /** Field that holds the event time. */
  readonly time: string;
  /** What moves the watermark: the events, or only what is told. */
  readonly watermarks: 'fromEvents' | 'explicit';
  /** How long a stream is silent before its event time goes on by itself, as arrival time does. */
  readonly idleAfter: DurationMs;
  /** Field that names an event for ever, so that a producer may send it twice. */
  readonly id: string | undefined;
  /** How long an id is remembered, in event time; 0 without `id`. */
  readonly dedupeWithin: DurationMs;
}

/** The fields that an event has afterwards, each with the name that it had before. */
export type Take = readonly (readonly [as: string, from: string])[];

/** What happens to each event on its way, without state. */
export type Step =
  | {
      readonly kind: 'filter';
      /** As the author wrote it. */
      readonly condition: Condition;
      /** The same, with its values as events hold them. */
      readonly held: Condition;
    }
  | { readonly kind: 'filterExpression'; readonly expression: ConditionExpression }
  | { readonly kind: 'filterBy'; readonly accept: (event: Event) => boolean }
  | {
      readonly kind: 'derive';
      readonly name: string;
      readonly expression: Product;
      /** Type of the result; decides whether rounding is allowed. */
      readonly type: FieldType;
    }
  | {
      readonly kind: 'deriveExpression';
      readonly name: string;
      readonly expression: ValueExpression;
    }
  | { readonly kind: 'read'; readonly name: string; readonly path: Path }
  | {
      readonly kind: 'compute';
      readonly name: string;
      readonly field: Field;
      readonly compute: (event: Event) => unknown;
    }
  | {
      readonly kind: 'rename';
      /** New names by old ones. */
      readonly names: Readonly<Record<string, string>>;
      readonly take: Take;
    }
  | { readonly kind: 'drop' | 'select'; readonly names: readonly string[]; readonly take: Take }
  | {
      readonly kind: 'flatten';
      /** Field with the list, which gives way to the element. */
      readonly field: string;
      readonly as: string;
      readonly element: Field;
      /** Whether an event without elements goes on, without the field. */
      readonly keepEmpty: boolean;
      /** Fields of an event after this step. */
      readonly fields: Fields;
    }
  | {
      readonly kind: 'sets';
      /** Each key of any set. */
      readonly keys: readonly string[];
      /** The keys of each group that an event is in; the others are missing in it. */
      readonly sets: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'timeWithin';
      /** An instant … */
      readonly field: string;
      /** … that lies at most so many milliseconds before this one … */
      readonly since: string;
      readonly back: DurationMs;
      /** … and at most so many behind this one. */
      readonly until: string;
      readonly ahead: DurationMs;
    }
  | { readonly kind: 'map'; readonly fields: Fields; readonly map: (event: Event) => Event }
  | {
      readonly kind: 'flatMap';
      readonly fields: Fields;
      readonly map: (event: Event) => readonly Event[];
    };
