import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../../core/time.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { fromJsonTime, type JsonTime, toJsonTime } from './json-time.ts';

/** How far a stream has come, over all of its sources. */
export interface SourceClock {
  readonly watermark: EventTime;
  /** Whether all sources are idle, so that nobody need wait for the stream. */
  readonly isIdle: boolean;
  /** How far one source has come. */
  of(source: string): EventTime;
  /** Moves the watermark of a source; back is no movement. */
  advance(source: string, watermark: EventTime): void;
  setIdle(source: string, idle: boolean): void;
  end(): void;
  encode(): StoredClock;
  decode(stored: StoredClock): void;
}

/** Stored form. */
export interface StoredClock {
  readonly watermark: JsonTime;
  readonly sources: readonly (readonly [name: string, watermark: JsonTime, idle: boolean])[];
}

interface Source {
  watermark: EventTime;
  idle: boolean;
}

/**
 * The watermark of a stream is the least one of its sources that are not idle, and never goes back.
 *
 * While all of them are idle it stands still.
 */
export function sourceClock(stream: string, names: readonly string[]): SourceClock {
  const sources = new Map<string, Source>(
    names.map((name) => [name, { watermark: BEGINNING_OF_TIME, idle: false }]),
  );
  let watermark = BEGINNING_OF_TIME;
  let isIdle = false;
  let latestName: string | undefined; // each event asks several times, mostly for the same
  let latest: Source = { watermark, idle: false };

  function named(name: string): Source {
    if (name === latestName) return latest;
    const source = sources.get(name);
    if (source !== undefined) {
      latestName = name;
      latest = source;
      return source;
    }
    throw new DefinitionError('STREAM_OPTION_INVALID', {
      at: `${stream} › source`,
      problem: 'there is no such source',
      given: `"${name}"`,
      expected: `one of ${names.map((each) => `"${each}"`).join(', ')}`,
      fix: 'name all sources of the stream when the run starts',
    });
  }

  function settle(): void {
    let least = END_OF_TIME;
    let any = false;
    for (const source of sources.values()) {
      if (source.idle) continue;
      any = true;
      if (source.watermark < least) least = source.watermark;
    }
    isIdle = !any;
    if (any && least > watermark) watermark = least;
  }

  return {
    get watermark() {
      return watermark;
    },
    get isIdle() {
      return isIdle;
    },
    of: (source) => named(source).watermark,
    advance(name, to) {
      const source = named(name);
      if (to <= source.watermark) return;
      source.watermark = to;
      if (sources.size > 1) settle();
      else if (!source.idle && to > watermark) watermark = to;
    },
    setIdle(name, idle) {
      named(name).idle = idle;
      settle();
    },
    end() {
      isIdle = false;
      watermark = END_OF_TIME;
    },
    encode: () => ({
      watermark: toJsonTime(watermark),
      sources: [...sources].map(([name, source]) => [
        name,
        toJsonTime(source.watermark),
        source.idle,
      ]),
    }),
    decode(stored) {
      watermark = fromJsonTime(stored.watermark);
      for (const [name, at, idle] of stored.sources) {
        Object.assign(named(name), { watermark: fromJsonTime(at), idle });
      }
      settle();
    },
  };
}
