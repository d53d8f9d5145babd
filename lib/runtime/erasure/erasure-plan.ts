import type { Json } from '../../core/aggregators/aggregator.ts';
import type { EventTime } from '../../core/time.ts';
import { LAKE_PREFIXES } from '../../pipeline/deployed/lake-prefixes.ts';
import type { Lake, LakeRemover } from '../../ports/lake.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import type { AffectedKey, AffectedRow } from './affected-rows.ts';

/** What becomes of rows of others that a subject's events have gone into. */
export type Aggregates = 'keep' | 'recompute';

/** An erasure that was begun, and is not done before this is gone. */
export type Begun = {
  readonly version: 1;
  readonly stream: string;
  /** ISO-8601 in UTC. */
  readonly at: string;
  readonly aggregates: Aggregates;
  /** The batch run that computes rows again. */
  readonly run: string;
};

/** Records that are taken out of one object, and what they have gone into; written before that. */
export type ErasurePart = {
  readonly version: 1;
  readonly object: string;
  readonly records: readonly ErasedPosition[];
  /** Partition keys and ids of the events, if the stream has ids. */
  readonly keyedIds?: readonly (readonly [partitionKey: string, id: string])[];
  /** Ids without their keys, in parts that versions before have written. */
  readonly ids?: readonly string[];
  readonly rows: readonly AffectedRow[];
  readonly keys: readonly AffectedKey[];
};

export type ErasedPosition = {
  readonly shard: string;
  readonly sequence: string;
  readonly sub: number;
  /** Of the event; `null` if the payload was none. */
  readonly time: EventTime | null;
};

/** Most records that one part is about; one event is in few rows, so a part stays small. */
export const RECORDS_PER_PART = 5_000;

export interface PlanFiles {
  readonly lake: Pick<Lake, 'list'> & LakeRemover;
  readonly files: RunFiles;
}

/** An erasure as it is written down: what is to be done is known before anything is gone. */
export interface ErasurePlan<Cleaned extends Json> {
  readonly begun: Begun;
  readonly wasBegun: boolean;
  /** Writes down a part; the same one again changes nothing. */
  add(part: ErasurePart): Promise<void>;
  /** One after the other, each with its name: together they may be many. */
  parts(): AsyncIterable<readonly [name: string, part: ErasurePart]>;
  /** What was written down when nothing was left to do but to compute rows again. */
  readonly cleaned: Cleaned | undefined;
  /** Writes that down; what was written first counts. */
  clean(cleaned: Cleaned): Promise<Cleaned>;
  /** How many rows there were under keys of the subject, when that was first said. */
  counted(rows: number): Promise<number>;
  /** Forgets the erasure. */
  finish(): Promise<void>;
}

/**
 * Begins an erasure, or goes on with it.
 *
 * Parts hold the keys of the subject, so that rows are found once the archive no longer has its
 * records; they are gone when everything is done.
 *
 * @param id - Names the subject without saying who it is.
 */
export async function erasurePlan<Cleaned extends Json>(
  { lake, files }: PlanFiles,
  id: string,
  first: Begun,
): Promise<ErasurePlan<Cleaned>> {
  const root = `${LAKE_PREFIXES.erasures}${first.stream}/${id}/`;
  const below = `${root}parts/`;
  const names = { begun: `${root}begun.json`, cleaned: `${root}cleaned.json` };
  const known = await files.read<Begun>(names.begun);
  return {
    begun: known ?? (await files.create<Begun>(names.begun, first)),
    wasBegun: known !== undefined,
    cleaned: await files.read<Cleaned>(names.cleaned),
    clean: (cleaned) => files.create(names.cleaned, cleaned),
    add: async (part) => void (await files.create<ErasurePart>(below + partName(part), part)),
    async *parts() {
      for await (const { name } of lake.list(below)) {
        const part = await files.read<ErasurePart>(name);
        if (part !== undefined) yield [name.slice(below.length), part];
      }
    },
    counted: async (rows) =>
      (await files.create<{ readonly rows: number }>(`${root}counted.json`, { rows })).rows,
    async finish() {
      const all = (await Array.fromAsync(lake.list(root))).map(({ name }) => name);
      // what was begun is the last to go: until then it is gone on with
      await lake.remove(all.filter((name) => name.startsWith(below)));
      await lake.remove(all.filter((name) => !name.startsWith(below) && name !== names.begun));
      await lake.remove([names.begun]);
    },
  };
}

/** The same records of the same object have the same name. */
function partName({ object, records }: ErasurePart): string {
  const ends = [records[0], records.at(-1)].map((at) => `${at?.sequence}.${at?.sub}`);
  return `${object.replaceAll('/', '~')}~${ends.join('~')}~${records.length}.json`;
}
