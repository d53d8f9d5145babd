import type { Fields } from '../../core/field-type.ts';
import type { Schema } from '../../core/schema/schema.ts';
import type { DurationInput } from '../../core/time.ts';
import { DefinitionError, within } from '../../errors/definition-error.ts';
import type { Flow, Pipeline, SourceStream, ViewDefinition } from '../definition/definition.ts';
import { freeName, stableName } from '../definition/names.ts';
import { flowsIn } from '../definition/operator.ts';
import { RESERVED_STREAMS } from '../definition/reserved-names.ts';
import type { Stream } from '../definition/stream.ts';
import { viewId } from '../definition/view-id.ts';
import type { BuilderContext } from './context.ts';
import { sourceStream } from './source-stream.ts';
import { stream } from './stream.ts';

/** How a stream's records are read. */
export interface StreamOptions<E> {
  /** Field whose text is the partition key; records of one key stay in order. */
  readonly key: keyof E & string;
  /** Field with the event time, of type `instant`. */
  readonly time: keyof E & string;
  /**
   * How long after a newer event an older one may arrive and still be in time.
   *
   * @defaultValue `STREAM_DEFAULTS.maxOutOfOrderness`
   */
  readonly maxOutOfOrderness?: DurationInput;
  /**
   * What moves the watermark: `fromEvents`, or `explicit` for sources that know how far they are, and
   * say so. Then `maxOutOfOrderness` and `maxClockSkew` mean nothing.
   *
   * @defaultValue `fromEvents`
   */
  readonly watermarks?: 'fromEvents' | 'explicit';
  /**
   * How far beyond its arrival an event time is believed: the watermark follows it so far. In `run` on
   * files, which have no arrivals, how much further than `maxOutOfOrderness` a time may be ahead of all
   * before it and need not be confirmed.
   *
   * More than 0 trusts the clock of every producer: one that is so far ahead makes events of all others
   * late that arrive more than `maxOutOfOrderness − maxClockSkew` after their time. Say it where event
   * times lie in the future and all producers are yours.
   *
   * @defaultValue `STREAM_DEFAULTS.maxClockSkew`
   */
  readonly maxClockSkew?: DurationInput;
  /**
   * How long the stream may be silent before its event time goes on by itself, at the pace of the
   * clock, so that the last windows close. Longer than any pause of a producer that catches up.
   *
   * @defaultValue `STREAM_DEFAULTS.idleAfter`
   */
  readonly idleAfter?: DurationInput;
  /**
   * Field that identifies an event among those of its partition key, so that one sent twice by its
   * producer counts once.
   */
  readonly id?: keyof E & string;
  /**
   * How long an id is remembered after it has arrived.
   *
   * @defaultValue `STREAM_DEFAULTS.dedupeWithin`
   */
  readonly dedupeWithin?: DurationInput;
}

/** Declares the streams and views of a pipeline. */
export interface PipelineBuilder {
  /** A stream that producers put records into. */
  stream<E>(name: string, schema: Schema<E>, options: StreamOptions<E>): Stream<E>;
}

/**
 * Declares a pipeline: a value that every platform is planned from.
 *
 * `declare` runs once, at once; functions given to `filter`, `map` and the like are kept as leaves
 * and are not run.
 *
 * @throws {@link DefinitionError} if anything in it cannot work, with the place in the author's words.
 */
export function pipeline(name: string, declare: (p: PipelineBuilder) => void): Pipeline {
  const streams: SourceStream[] = [];
  const views: ViewDefinition[] = [];
  const context: BuilderContext = {
    addView(view) {
      freeName(viewId(view), views.map(viewId), 'name'); // versions of a view stand side by side
      views.push(view);
    },
    streamOf: <E>(flow: Flow) => stream<E>(flow, context),
    owns: (flow) => flowsIn(flow).every(({ source }) => streams.includes(source)),
  };

  within(stableName(name, 'pipeline › name'), () => {
    declare({
      stream<E>(streamName: string, schema: Schema<E>, options: StreamOptions<E>): Stream<E> {
        const source = within(streamName, () => sourceStream(streamName, schema, options));
        freeName(
          streamName,
          [...streams.map((other) => other.name), ...RESERVED_STREAMS],
          `${streamName} › name`,
        );
        streams.push(source);
        const fields = schema.fields as Fields;
        return context.streamOf<E>({ source, after: null, steps: [], fields, time: source.time });
      },
    });
    if (views.length > 0) return;
    throw new DefinitionError('PIPELINE_EMPTY', {
      at: 'views',
      problem: 'nothing would be computed',
      given: 'no view',
      expected: 'at least one',
      fix: 'end a chain with .view("name")',
    });
  });
  return { name, streams, views };
}
