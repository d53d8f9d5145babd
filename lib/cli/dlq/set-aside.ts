import { pMapIterable } from 'p-map';
import { DEAD_LETTER_PREFIX, decodeDeadLetter } from '../../adapters/s3/dead-letter-object.ts';
import {
  decodeGivenUp,
  GIVEN_UP_PREFIX,
  type GivenUpBatch,
} from '../../adapters/s3/given-up-object.ts';
import { type RedriveState, redriveStates } from '../../adapters/s3/redrive-marks.ts';
import { formatInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import type { DeadLetter } from '../../ports/dead-letters.ts';
import type { Lake } from '../../ports/lake.ts';

/** Something that a lane set aside, or that Lambda gave up for it. */
export interface SetAside {
  /** Name of its object in the lake; what commands call it. */
  readonly name: string;
  /** Name of the stream in the pipeline; `exchange` for the pipeline's own. */
  readonly stream: string;
  readonly shard: string;
  /** Of its first record. Milliseconds. */
  readonly arrival: EventTime;
  /** Kinesis records of a batch; 1 for a dead letter. */
  readonly records: number;
  /** Code of a dead letter, or why Lambda gave up. */
  readonly code: string;
  readonly message: string;
  readonly state: RedriveState;
  readonly content:
    | { readonly kind: 'dead-letter'; readonly letter: DeadLetter }
    | { readonly kind: 'given-up'; readonly batch: GivenUpBatch };
}

/** Which of them are wanted; what is absent does not matter. */
export interface Wanted {
  readonly stream?: string | undefined;
  readonly code?: string | undefined;
  /** `since ≤ arrival < until`, in milliseconds. */
  readonly since?: EventTime | undefined;
  readonly until?: EventTime | undefined;
}

/** Where things that were set aside are found. */
export interface SetAsidePlace {
  readonly lake: Lake;
  /** Names of the deployed streams, by their names in the pipeline, the exchange among them. */
  readonly streams: Readonly<Record<string, string>>;
}

/** Objects that are read at the same time; one may be of 14 MB. */
const AT_ONCE = 8;

/** Everything that was set aside and is wanted: dead letters by stream and day, then batches. */
export async function* listSetAside(
  place: SetAsidePlace,
  wanted: Wanted,
): AsyncGenerator<SetAside> {
  const states = await redriveStates(place.lake);
  const read = (name: string) => readSetAside(place, name, states(name));
  for await (const item of pMapIterable(names(place, wanted), read, { concurrency: AT_ONCE })) {
    if (item !== undefined && isWanted(item, wanted)) yield item;
  }
}

/** One thing by its name; `undefined` if there is none. */
export async function findSetAside(
  place: SetAsidePlace,
  name: string,
): Promise<SetAside | undefined> {
  const states = await redriveStates(place.lake, name);
  return readSetAside(place, name, states(name));
}

async function* names({ lake, streams }: SetAsidePlace, wanted: Wanted): AsyncGenerator<string> {
  const { since, until } = wanted;
  for (const stream of Object.keys(streams).sort()) {
    if ((wanted.stream ?? stream) !== stream) continue;
    const prefix = `${DEAD_LETTER_PREFIX}${stream}/`;
    const after = since === undefined ? {} : { after: `${prefix}dt=${dayOf(since)}` };
    const past = until === undefined ? undefined : `${prefix}dt=${dayOf(until)}~`;
    for await (const { name } of lake.list(prefix, after)) {
      if (past !== undefined && name > past) break;
      yield name;
    }
  }
  for await (const { name } of lake.list(GIVEN_UP_PREFIX)) yield name;
}

const dayOf = (time: EventTime): string => formatInstant(time).slice(0, 10);

const isWanted = ({ stream, code, arrival }: SetAside, wanted: Wanted): boolean =>
  (wanted.stream ?? stream) === stream &&
  (wanted.code ?? code) === code &&
  arrival >= (wanted.since ?? arrival) &&
  arrival < (wanted.until ?? Number.POSITIVE_INFINITY);

async function readSetAside(
  { lake, streams }: SetAsidePlace,
  name: string,
  state: RedriveState,
): Promise<SetAside | undefined> {
  const isLetter = name.startsWith(DEAD_LETTER_PREFIX);
  if (!isLetter && !name.startsWith(GIVEN_UP_PREFIX)) return undefined;
  const bytes = await lake.read(name);
  if (bytes === undefined) return undefined;
  const text = new TextDecoder().decode(bytes);
  if (isLetter) {
    const letter = decodeDeadLetter(text);
    const { stream, shard, code, message, record } = letter;
    const content = { kind: 'dead-letter', letter } as const;
    const { arrival } = record;
    return { name, stream, shard, arrival, records: 1, code, message, state, content };
  }
  const batch = decodeGivenUp(text);
  if (batch === undefined) return undefined;
  const { physicalStream, shard, condition, size, arrivals } = batch;
  const known = Object.entries(streams).find(([, physical]) => physical === physicalStream);
  return {
    name,
    stream: known?.[0] ?? physicalStream,
    shard,
    arrival: arrivals[0],
    records: size,
    code: condition,
    message: `Lambda gave up a batch of ${size} records; the log of its function says why they failed`,
    state,
    content: { kind: 'given-up', batch },
  };
}
