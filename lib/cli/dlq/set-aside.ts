import { pMapIterable } from 'p-map';
import {
  DEAD_LETTER_PREFIX,
  eachLetterOnce,
  lettersOf,
  recordPrefix,
} from '../../adapters/s3/dead-letter-object.ts';
import {
  decodeGivenUp,
  GIVEN_UP_PREFIX,
  type GivenUpBatch,
} from '../../adapters/s3/given-up-object.ts';
import { type RedriveState, redriveStates } from '../../adapters/s3/redrive-marks.ts';
import { formatInstant, parseInstant } from '../../core/instant.ts';
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
  /** Kinesis records of a batch; letters, which are events of one record. */
  readonly records: number;
  /** Codes of the letters, each once, with commas; or why Lambda gave up. */
  readonly code: string;
  readonly message: string;
  readonly state: RedriveState;
  readonly content:
    | { readonly kind: 'dead-letter'; readonly letters: readonly DeadLetter[] }
    | { readonly kind: 'given-up'; readonly batch: GivenUpBatch }
    /** What no lane has written, or what was changed since. */
    | { readonly kind: 'unreadable'; readonly text: string };
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
  const once = eachLetterOnce();
  for await (const item of pMapIterable(names(place, wanted), read, { concurrency: AT_ONCE })) {
    const left = item && fresh(item, once);
    if (left !== undefined && isWanted(left, wanted)) yield left;
  }
}

/** What is left of a thing without the letters that were seen before. */
function fresh(item: SetAside, once: ReturnType<typeof eachLetterOnce>): SetAside | undefined {
  if (item.content.kind !== 'dead-letter') return item;
  const letters = once(item.name, item.content.letters);
  return letters.length === 0 ? undefined : { ...item, ...ofLetters(letters) };
}

/** One thing by its name; `undefined` if there is none. */
export async function findSetAside(
  place: SetAsidePlace,
  name: string,
): Promise<SetAside | undefined> {
  const states = await redriveStates(place.lake, name);
  const item = await readSetAside(place, name, states(name));
  if (item?.content.kind !== 'dead-letter') return item;
  const once = eachLetterOnce();
  for await (const before of place.lake.list(recordPrefix(name))) {
    if (before.name >= name) break;
    const other = await readSetAside(place, before.name, 'waiting');
    if (other !== undefined) fresh(other, once);
  }
  return fresh(item, once);
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
  code.split(',').includes(wanted.code ?? code.split(',')[0] ?? '') &&
  arrival >= (wanted.since ?? arrival) &&
  arrival < (wanted.until ?? Number.POSITIVE_INFINITY);

function ofLetters(letters: readonly DeadLetter[]) {
  const codes = new Set(letters.map(({ code }) => code));
  const [first] = letters;
  const more = letters.length === 1 ? '' : `; and ${letters.length - 1} more of its record`;
  return {
    records: letters.length,
    code: [...codes].join(','),
    message: `${first?.message ?? ''}${more}`,
    content: { kind: 'dead-letter', letters } as const,
  };
}

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
    const letters = lettersOf(name, text);
    const [first] = letters ?? [];
    if (letters === undefined || first === undefined) return unreadable(name, text, state);
    const { stream, shard, record } = first;
    return { name, stream, shard, arrival: record.arrival, state, ...ofLetters(letters) };
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

/** What stands where a dead letter should, as far as its name tells. */
function unreadable(name: string, text: string, state: RedriveState): SetAside {
  const [stream = '', day = '', shard = ''] = name.slice(DEAD_LETTER_PREFIX.length).split('/');
  return {
    ...{ name, stream, shard, records: 0, state },
    arrival: parseInstant(`${day.slice('dt='.length)}T00:00Z`) ?? 0,
    code: 'unreadable',
    message:
      'it is no dead letter, or not the one that its name says; look who wrote it, and remove it from the bucket',
    content: { kind: 'unreadable', text },
  };
}
