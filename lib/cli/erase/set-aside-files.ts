import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { decodeMessage } from '../../adapters/kinesis/exchange.ts';
import { unpackRecords } from '../../adapters/kinesis/records.ts';
import {
  DEAD_LETTER_PREFIX,
  decodeDeadLetters,
  encodeDeadLetters,
} from '../../adapters/s3/dead-letter-object.ts';
import { decodeGivenUp, GIVEN_UP_PREFIX } from '../../adapters/s3/given-up-object.ts';
import { LAKE_PREFIXES } from '../../pipeline/deployed/lake-prefixes.ts';
import type { DeadLetter } from '../../ports/dead-letters.ts';
import type { Lake, LakeRemover, LakeRewriter } from '../../ports/lake.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import { archivedRecord } from '../../runtime/archive/archived-records.ts';
import type { ErasedStream } from '../../runtime/archive/erase.ts';
import type { Subject } from '../../runtime/erasure/carriers.ts';
import { holds } from '../../runtime/erasure/holds.ts';
import type { SubjectTest } from './subject-test.ts';

export type ErasableLake = Lake & LakeRemover & LakeRewriter;

/** Who is looked for, and how a payload is judged. */
export interface Wanted {
  readonly subject: Subject;
  readonly stream: ErasedStream;
  readonly isSubject: SubjectTest;
  readonly texts: ReadonlySet<string>;
}

const isMeant = (record: SourceRecord, { stream, isSubject }: Wanted): boolean =>
  isSubject(archivedRecord(record, stream.decode));

/** Takes the dead letters of a subject away; others of the same record stay. @returns how many there were. */
export async function eraseDeadLetters(lake: ErasableLake, wanted: Wanted): Promise<number> {
  let erased = 0;
  for await (const { name } of lake.list(`${DEAD_LETTER_PREFIX}${wanted.stream.name}/`)) {
    const letters = lettersIn((await textOf(lake, name)) ?? '');
    const others = letters.filter((letter) => !isLetterOf(letter, wanted));
    const [first] = others;
    erased += letters.length - others.length;
    if (first === undefined) await lake.remove([name]);
    else if (others.length < letters.length) {
      const metadata = { code: first.code };
      await lake.replace(name, Buffer.from(encodeDeadLetters(others)), metadata);
    }
  }
  return erased;
}

/** The letters of an object; none if it is none of ours. */
function lettersIn(text: string): DeadLetter[] {
  try {
    return decodeDeadLetters(text);
  } catch {
    return [];
  }
}

/** Whether a letter is of the subject, or says so: its message quotes what is wrong. */
function isLetterOf({ record, message }: DeadLetter, wanted: Wanted): boolean {
  if (wanted.texts.has(record.partitionKey) || isMeant(record, wanted)) return true;
  return [...wanted.texts].some((text) => message.includes(JSON.stringify(text)));
}

/**
 * Takes the records of a subject out of batches that Lambda gave up; those of others stay, to be
 * redriven. Messages of the exchange cannot be, so of a batch that holds the subject only what it was
 * is kept.
 *
 * @param physicalStream - Name of the stream in Kinesis.
 * @returns how many records there were.
 */
export async function eraseGivenUp(
  lake: ErasableLake,
  wanted: Wanted,
  { physicalStream, exchange }: { readonly physicalStream: string; readonly exchange: string },
): Promise<number> {
  let erased = 0;
  for await (const { name } of lake.list(GIVEN_UP_PREFIX)) {
    const text = await textOf(lake, name);
    const batch = text === undefined ? undefined : decodeGivenUp(text);
    if (text === undefined || batch?.event === undefined) continue;
    const { payload: _payload, ...about } = parsed<Record<string, unknown>>(text) ?? {};
    if (batch.physicalStream === exchange) {
      if (!batch.event.Records.some((record) => tells(record, wanted))) continue;
      erased += batch.event.Records.length;
      await lake.replace(name, Buffer.from(JSON.stringify(about)), {});
    } else if (batch.physicalStream === physicalStream) {
      const { Records, found } = without(batch.event, wanted);
      if (found === 0) continue;
      erased += found;
      if (Records.length === 0) await lake.remove([name]);
      else {
        const payload = JSON.stringify({ Records });
        await lake.replace(name, Buffer.from(JSON.stringify({ ...about, payload })), {});
      }
    }
  }
  return erased;
}

/** Whether a message of the exchange holds the subject. */
const tells = ({ kinesis: { data } }: KinesisStreamRecord, { texts }: Wanted): boolean => {
  const message = decodeMessage(Buffer.from(data, 'base64'));
  const items = [...(message?.deltas ?? []), ...(message?.events ?? [])];
  return items.some(
    (item) => holds(item, texts) || item.key.split('|').some((part) => texts.has(part)),
  );
};

/** The records of a batch without those of the subject; what is left of a packed one is not packed. */
function without({ Records }: KinesisStreamEvent, wanted: Wanted) {
  let found = 0;
  const kept = Records.flatMap((record): KinesisStreamRecord[] => {
    const parts = unpackRecords({ Records: [record] });
    const others = parts.filter((part) => !isMeant(part, wanted));
    found += parts.length - others.length;
    if (others.length === parts.length) return [record];
    return others.map(({ partitionKey, data, start, end }) => {
      const bytes = Buffer.from(data.subarray(start, end)).toString('base64');
      return { ...record, kinesis: { ...record.kinesis, partitionKey, data: bytes } };
    });
  });
  return { Records: kept, found };
}

/** Removes answers of Athena that show a subject. @returns how many there were. */
export async function removeAnswers(lake: ErasableLake, { texts }: Wanted): Promise<number> {
  const names: string[] = [];
  for await (const { name } of lake.list(LAKE_PREFIXES.answers)) {
    const text = (await textOf(lake, name)) ?? '';
    if ([...texts].some((each) => text.includes(each))) names.push(name);
  }
  await lake.remove(names);
  return names.length;
}

/**
 * How many objects a service has written of a stream in the place of its archive lane: whose form is not
 * ours, and which may hold anybody. By prefix.
 */
export async function deliveredOf(lake: Lake, stream: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const folder of ['', 'errors/']) {
    const prefix = `${LAKE_PREFIXES.delivered}${folder}${stream}/`;
    found[prefix] = (await Array.fromAsync(lake.list(prefix))).length;
  }
  return found;
}

export async function textOf(lake: Lake, name: string): Promise<string | undefined> {
  const bytes = await lake.read(name);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined; // whoever put it there, it was not us
  }
}
