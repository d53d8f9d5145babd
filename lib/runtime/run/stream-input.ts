import type { Event } from '../../core/event.ts';
import { compileDecoder, type Decode, type DecoderOptions } from '../../core/json/decoder.ts';
import { type JumpGuard, jumpGuard, jumpLimits } from '../../core/jump-guard.ts';
import { DecodeFailure, failureMessage } from '../../core/schema/decode-failure.ts';
import type { EventTime } from '../../core/time.ts';
import { watermarkAfter } from '../../core/watermark.ts';
import type { SourceStream } from '../../pipeline/definition/source.ts';
import { type Consumer, deliver, type Input } from '../graph/consumer.ts';
import { projectionOf, type Reading } from '../graph/projection.ts';
import type { RunCounters, RunSink } from '../graph/sink.ts';
import { type Fault, nothingRouted, routeAll } from '../operators/way.ts';
import { type RecentIds, recentIds } from './recent-ids.ts';
import { type SourceClock, sourceClock } from './source-clock.ts';

/** Where a record came from, and when; both only matter to the watermark. */
export interface Origin {
  /** @defaultValue the stream's first source */
  readonly source?: string;
  /** Arrival, in milliseconds. @defaultValue the event's own time, so that no clock is doubted */
  readonly arrival?: EventTime;
}

/** Takes the records of one stream, in the order of their arrival. */
export interface StreamInput<E = unknown> {
  /** Takes an event as the schema describes it. It is not checked again, and must not be changed. */
  push(event: E, origin?: Origin): void;
  /** Takes the JSON text of an event, at `start ≤ i < end`. */
  pushBytes(bytes: Uint8Array, start?: number, end?: number, origin?: Origin): void;
  /** The same if the bytes are an event; if not it says `false`, and nothing has happened. */
  takesBytes(bytes: Uint8Array, start: number, end: number): boolean;
}

/** A stream as the run has it. */
export interface OpenStream {
  readonly stream: SourceStream;
  readonly clock: SourceClock;
  readonly ids: RecentIds;
  readonly input: StreamInput<Event>;
  /** Guards of the clocks of its sources; none if every time is believed. */
  readonly guards: ReadonlyMap<string, JumpGuard<Event>>;
}

export interface StreamParts {
  readonly sources: readonly string[];
  readonly consumers: readonly Consumer[];
  readonly readings: readonly Reading[];
  readonly sink: RunSink;
  readonly counters: RunCounters;
  readonly decoding: DecoderOptions;
  readonly lateBy: 'source' | 'all';
  readonly jumps: 'believed' | 'confirmed';
  /** Called when the watermark of the stream has moved. */
  readonly onTime: () => void;
}

const HERE: Origin = {};

/** Opens a stream. */
export function openStream(stream: SourceStream, parts: StreamParts): OpenStream {
  const { consumers, sink, counters, lateBy, onTime } = parts;
  const clock = sourceClock(stream.name, parts.sources);
  const [firstSource = ''] = parts.sources;
  const ids = recentIds(stream.dedupeWithin);
  let decoder: Decode<Event> | undefined; // compiled when bytes come, which may be never
  const decoderOf = (): Decode<Event> =>
    compileDecoder(
      stream.schema,
      projectionOf(stream, parts.readings),
      parts.decoding,
    ) as Decode<Event>;
  const routed = nothingRouted<Input>();
  const followsEvents = stream.watermarks === 'fromEvents';

  function setAside({ code, message }: Fault, given: unknown): void {
    counters.deadLetters++;
    sink.deadLetter?.({ at: stream.name, code, message, given });
  }

  const isRepeated = (event: Event, arrival: EventTime): boolean =>
    stream.id !== undefined &&
    ids.isRepeated(String(event[stream.key]), String(event[stream.id]), arrival);

  const isGuarded = followsEvents && parts.jumps === 'confirmed';
  const guards = new Map<string, JumpGuard<Event>>(
    (isGuarded ? parts.sources : []).map((source) => [
      source,
      jumpGuard(jumpLimits(stream), (event, isBelieved) => take(event, { source }, isBelieved)),
    ]),
  );

  function push(event: Event, origin: Origin = HERE): void {
    const guard =
      isGuarded && origin.arrival === undefined
        ? guards.get(origin.source ?? firstSource)
        : undefined;
    const time = event[stream.time];
    if (guard === undefined || !Number.isSafeInteger(time)) take(event, origin, true);
    else guard.take(time as EventTime, event);
  }

  /** Counts an event everywhere or nowhere, then lets it move the watermark if its time is believed. */
  function take(
    event: Event,
    { source = firstSource, arrival }: Origin,
    isBelieved: boolean,
  ): void {
    counters.events++;
    const fault = routeAll(consumers, event, routed);
    if (fault !== undefined) {
      setAside(fault, event);
      return;
    }
    const time = event[stream.time] as EventTime;
    if (isRepeated(event, arrival ?? ids.arrivalOf(time, isBelieved))) {
      counters.duplicates++;
      return;
    }
    counters.accepted++;
    deliver(routed, lateBy === 'source' ? clock.of(source) : undefined);
    if (!isBelieved) {
      counters.ahead++;
      sink.ahead?.({ at: stream.name, event, time });
    }
    if (!followsEvents || !isBelieved) return;
    const before = clock.watermark;
    clock.advance(source, watermarkAfter(clock.of(source), time, arrival ?? time, stream));
    if (clock.watermark > before) onTime();
  }

  return {
    ...{ stream, clock, ids, guards },
    input: {
      push,
      pushBytes(bytes, start = 0, end = bytes.length, origin = HERE) {
        decoder ??= decoderOf();
        const event = decoder(bytes, start, end);
        if (!(event instanceof DecodeFailure)) {
          push(event, origin);
          return;
        }
        counters.events++;
        const message = failureMessage(event, stream.name);
        setAside({ code: event.reason, message }, bytes.slice(start, end));
      },
      takesBytes(bytes, start, end) {
        decoder ??= decoderOf();
        const event = decoder(bytes, start, end);
        if (event instanceof DecodeFailure) return false;
        push(event);
        return true;
      },
    },
  };
}
