import type { Event } from '../../core/event.ts';
import type { Condition, Product } from '../../core/expression.ts';
import type { Fields, FieldType } from '../../core/field-type.ts';
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

/** What happens to each event on its way, without state. */
export type Step =
  | {
      readonly kind: 'filter';
      /** As the author wrote it. */
      readonly condition: Condition;
      /** The same, with its values as events hold them. */
      readonly held: Condition;
    }
  | { readonly kind: 'filterBy'; readonly accept: (event: Event) => boolean }
  | {
      readonly kind: 'derive';
      readonly name: string;
      readonly expression: Product;
      /** Type of the result; decides whether rounding is allowed. */
      readonly type: FieldType;
    }
  | { readonly kind: 'map'; readonly fields: Fields; readonly map: (event: Event) => Event }
  | {
      readonly kind: 'flatMap';
      readonly fields: Fields;
      readonly map: (event: Event) => readonly Event[];
    };
