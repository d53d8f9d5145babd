import type { BoundAggregate } from '../core/aggregators/bind.ts';
import type { Condition, Product } from '../core/expression.ts';
import type { Fields, FieldType } from '../core/field-type.ts';
import type { Schema } from '../core/schema/schema.ts';
import type { DurationMs } from '../core/time.ts';
import type { WatermarkPolicy } from '../core/watermark.ts';
import type { AlignedWindows } from '../core/window.ts';

/** An event as operators see it: its declared and derived fields by name. */
export type Event = Readonly<Record<string, unknown>>;

/** A stream that records are put into. */
export interface SourceStream extends WatermarkPolicy {
  readonly name: string;
  readonly schema: Schema;
  /** Field whose text is the Kinesis partition key. */
  readonly key: string;
  /** Field that holds the event time. */
  readonly time: string;
  /** How long a stream is silent before its event time goes on by itself, as arrival time does. */
  readonly idleAfter: DurationMs;
  /** Field that names an event for ever, so that a producer may send it twice. */
  readonly id: string | undefined;
  /** How long an id is remembered, in event time; 0 without `id`. */
  readonly dedupeWithin: DurationMs;
}

/** What happens to each event on its way, without state. */
export type Step =
  | { readonly kind: 'filter'; readonly condition: Condition }
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

/** A source and the steps that its events go through. */
export interface Flow {
  readonly source: SourceStream;
  readonly steps: readonly Step[];
  /** Fields of an event after all steps. */
  readonly fields: Fields;
  /** Name of the field with the event time, after all steps. */
  readonly time: string;
}

/** Aggregates per key and aligned window. */
export interface WindowView {
  readonly kind: 'window';
  readonly name: string;
  readonly version: number;
  readonly flow: Flow;
  /** Fields that make the key, in order. */
  readonly groupBy: readonly string[];
  readonly windows: AlignedWindows;
  readonly allowedLateness: DurationMs;
  readonly aggregates: Readonly<Record<string, BoundAggregate>>;
  readonly freshness: DurationMs;
}

/** A named table of results. */
export type ViewDefinition = WindowView;

/** A graph of named steps; a value, readable without running user code. */
export interface Pipeline {
  readonly name: string;
  readonly streams: readonly SourceStream[];
  readonly views: readonly ViewDefinition[];
}
