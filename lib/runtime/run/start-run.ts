import type { Event } from '../../core/event.ts';
import type { DecoderOptions } from '../../core/json/decoder.ts';
import { STATE_LIMITS } from '../../core/operators/limits.ts';
import { own } from '../../core/own.ts';
import type { EventTime } from '../../core/time.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { planOf } from '../../pipeline/plan/planner.ts';
import { graphOf } from '../graph/graph.ts';
import { noCounts, type RunCounters, type RunSink } from '../graph/sink.ts';
import type { StateLimits } from '../operators/window-operator-of.ts';
import { allKeysDriver } from './all-keys-driver.ts';
import { type Checkpoint, checkpointOf, restoreInto } from './checkpoint.ts';
import { type Origin, openStream, type StreamInput } from './stream-input.ts';

export interface RunOptions extends DecoderOptions {
  readonly sink?: RunSink;
  /**
   * Names of the sources of each stream: their watermarks are minded one by one.
   *
   * @defaultValue one source, with the name of the stream
   */
  readonly sources?: Readonly<Record<string, readonly string[]>>;
  /**
   * Whose watermark says that an event is late.
   *
   * `source`: that of the source it came from, as deployed, where every shard judges its own events.
   * `all`: the least of all that a step reads, as other engines have it; then it matters in which
   * order the events of several sources come together.
   *
   * @defaultValue `source`
   */
  readonly lateBy?: 'source' | 'all';
  /**
   * What becomes of an event that comes without its arrival and whose time is far ahead.
   *
   * `believed`: it moves the watermark, as far as it says. `confirmed`: only if those that follow it do
   * not contradict it, see `jumpGuard`; so events are taken up to 64 later than they are given, in
   * their order, and {@link Run.end} has to be called.
   *
   * @defaultValue `believed`
   */
  readonly jumps?: 'believed' | 'confirmed';
  /** Most that one key may hold. @defaultValue `STATE_LIMITS` */
  readonly limits?: Partial<StateLimits>;
  /** Goes on from here instead of from the beginning. */
  readonly restore?: Checkpoint;
}

/** A pipeline that runs in this process. */
export interface Run {
  /** The way in for one stream; faster than naming it with every event. */
  stream(name: string): StreamInput<Event>;
  /** Takes an event, or the JSON text of one, in the order of arrival. */
  push(stream: string, event: Event | Uint8Array, origin?: Origin): void;
  /**
   * Says that every event of a source before `watermark` has been given. Exclusive; back is no move.
   *
   * @param source - Of the stream; all of its sources if it is left out.
   */
  watermark(stream: string, watermark: EventTime, source?: string): void;
  /** Says that a source is silent and time need not wait for it. */
  idle(stream: string, source?: string): void;
  /** Says that time has to wait for a source again. */
  active(stream: string, source?: string): void;
  /** Says that nothing more comes: all that is open closes. */
  end(): void;
  /** All state as JSON. Nothing that comes later depends on anything else. */
  checkpoint(): Checkpoint;
  readonly counters: Readonly<RunCounters>;
  /** How many keys each operator has state for, by its name in the state. */
  keys(): Readonly<Record<string, number>>;
}

/**
 * Runs a pipeline in one process: the local platform, and the oracle of the others.
 *
 * Deterministic: the same calls give the same results in the same order, wherever it was stopped and
 * restored in between. Memory is bounded by the state, not by the input.
 *
 * Results go to the sink before the call that causes them returns. What happens at one moment of event
 * time comes in the order of the keys.
 *
 * @throws {@link DefinitionError} `CHECKPOINT_FOREIGN`
 */
export function startRun(pipeline: Pipeline, options: RunOptions = {}): Run {
  const { sink = {}, sources = {}, lateBy = 'source', jumps = 'believed', restore } = options;
  const counters = noCounts();
  const limits = { ...STATE_LIMITS, ...options.limits };
  const graph = graphOf(pipeline, { sink, counters, limits, driverOf: allKeysDriver });
  const decoding = options.decodeUtf8 === undefined ? {} : { decodeUtf8: options.decodeUtf8 };
  const streams = pipeline.streams.map((stream) =>
    openStream(stream, {
      sources: own(sources, stream.name) ?? [stream.name],
      consumers: graph.consumersOf(stream.name),
      readings: graph.readingsOf(stream.name),
      ...{ sink, counters, decoding, lateBy, jumps, onTime },
    }),
  );
  const byName = new Map(streams.map((open) => [open.stream.name, open]));
  const stateful = { plan: planOf(pipeline), streams, nodes: graph.nodes, counters };
  if (restore !== undefined) restoreInto(stateful, restore);

  function onTime(): void {
    graph.advance((name) => open(name).clock);
  }

  function open(name: string) {
    const stream = byName.get(name);
    if (stream !== undefined) return stream;
    throw new DefinitionError('NAME_INVALID', {
      at: `${pipeline.name} › run`,
      problem: 'there is no such stream',
      given: `"${name}"`,
      expected: `one of ${[...byName.keys()].join(', ')}`,
      fix: 'correct the name, or declare the stream',
    });
  }

  const sourcesOf = (stream: string, source: string | undefined): readonly string[] =>
    source === undefined ? (own(sources, stream) ?? [stream]) : [source];

  return {
    counters,
    stream: (name) => open(name).input,
    push(name, event, origin) {
      const { input } = open(name);
      if (event instanceof Uint8Array) input.pushBytes(event, 0, event.length, origin);
      else input.push(event, origin);
    },
    watermark(name, watermark, source) {
      const { clock } = open(name);
      for (const each of sourcesOf(name, source)) clock.advance(each, watermark);
      onTime();
    },
    idle(name, source) {
      for (const each of sourcesOf(name, source)) open(name).clock.setIdle(each, true);
      onTime();
    },
    active(name, source) {
      for (const each of sourcesOf(name, source)) open(name).clock.setIdle(each, false);
      onTime();
    },
    end() {
      for (const { guards } of streams) for (const guard of guards.values()) guard.end();
      for (const { clock } of streams) clock.end();
      onTime();
    },
    checkpoint: () => checkpointOf(stateful),
    keys: () => Object.fromEntries(graph.nodes.map(({ id, driver }) => [id, driver.size()])),
  };
}
