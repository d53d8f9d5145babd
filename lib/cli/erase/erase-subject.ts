import { keyOf } from '../../core/key.ts';
import type { EventTime } from '../../core/time.ts';
import { leastWatermark } from '../../core/watermark.ts';
import { LAKE_PREFIXES, resultsPrefix } from '../../pipeline/lake-prefixes.ts';
import type { ViewPlan } from '../../pipeline/plan.ts';
import { viewId } from '../../pipeline/view-id.ts';
import { streamsOf } from '../../pipeline/view-plans.ts';
import type { Lake, LakeRemover } from '../../ports/lake.ts';
import type { ArchivedRecord } from '../../ports/lake-file.ts';
import type { RowEraser } from '../../ports/row-eraser.ts';
import type { RowReader } from '../../ports/row-reader.ts';
import { type ErasedStream, type ErasePorts, eraseFromLake } from '../../runtime/archive/erase.ts';
import type { BatchDefinition } from '../../runtime/batch/batch-definition.ts';
import { type Affected, affectedBy } from '../../runtime/erasure/affected-rows.ts';

/** Who is erased: whoever a field names. */
export interface Subject {
  readonly stream: string;
  readonly field: string;
  /** As the text of a key has it. */
  readonly value: string;
}

/** Where the traces of a subject are. */
export interface EraseSubjectPorts {
  readonly definition: BatchDefinition;
  readonly stream: ErasedStream;
  readonly archive: ErasePorts;
  readonly lake: Lake & LakeRemover;
  readonly rows: RowEraser;
  readonly reader: Pick<RowReader, 'watermarks'>;
  remember(kept: Affected['rows']): Promise<void>;
}

/** What was erased, and what is left to be done. */
export interface ErasureReport {
  readonly records: number;
  readonly objects: number;
  readonly deadLetters: number;
  /** Files of batch runs, which are made anew by the next. */
  readonly batchFiles: number;
  /** Rows and records under keys of the subject. */
  readonly rows: number;
  /** Rows of others that the subject's events have gone into, in closed windows. */
  readonly aggregates: number;
  /** Times that have to be computed again; `null` if nothing is. */
  readonly recompute: { readonly from: EventTime; readonly to: EventTime } | null;
  /** Where the subject still is, and until when. */
  readonly left: readonly string[];
}

/**
 * Erases one subject from what a deployment keeps.
 *
 * @param aggregates - What becomes of rows of others that its events have gone into: computed again
 *   without them, or kept as they are, which batch runs and reconciliation then know of.
 */
export async function eraseSubject(
  ports: EraseSubjectPorts,
  subject: Subject,
  aggregates: 'keep' | 'recompute',
): Promise<ErasureReport> {
  const { definition, stream, archive, lake, rows: eraser } = ports;
  const isSubject = subjectTest(definition, subject);
  const { objects, records } = await eraseFromLake(stream, archive, isSubject);
  const deadLetters = await removeWhere(lake, LAKE_PREFIXES.deadLetters, (text) =>
    gives(text, subject),
  );
  const views = definition.plan.views.filter((view) => streamsOf(view).includes(subject.stream));
  const own = views.filter(({ groupBy }) => groupBy.some(({ name }) => name === subject.field));
  const affected = affectedBy(definition, subject.stream, records);
  const rows = await eraseKeys(eraser, own, affected);
  const batchFiles = await removeBatchFiles(lake, views.map(viewId));
  const others = await closedRows(ports, affected.rows, own.map(viewId));
  if (aggregates === 'keep') await ports.remember(others);
  else await eraser.eraseRows(others);
  return {
    ...{ records: records.length, objects, deadLetters, batchFiles, rows },
    aggregates: others.length,
    recompute: aggregates === 'keep' || others.length === 0 ? null : spanOf(others),
    left: leftIn(definition, { own: own.map(viewId), affected, aggregates }),
  };
}

/** Whether a payload is of the subject; one that is no event, if it holds the subject's value as text. */
function subjectTest({ pipeline }: BatchDefinition, subject: Subject) {
  const { stream, field, value } = subject;
  const type = pipeline.streams.find(({ name }) => name === stream)?.schema.fields[field]?.type;
  return ({ kind, event, record }: ArchivedRecord): boolean => {
    if (event !== null) return type !== undefined && keyOf([event[field]], [type]) === value;
    if (kind === 'heartbeat') return false;
    return gives(Buffer.from(record.data.subarray(record.start, record.end)).toString(), subject);
  };
}

/**
 * Whether text that may be JSON, or JSON within JSON, gives the field this value.
 *
 * Nothing less will do: what cannot be decoded is not erased because a number occurs in it.
 */
function gives(text: string, { field, value }: Subject): boolean {
  const quote = '\\\\?"';
  const [name, content] = [field, JSON.stringify(value).slice(1, -1)].map(literal);
  return new RegExp(`${quote}${name}${quote}\\s*:\\s*(?:${quote})?${content}(?![\\w.])`).test(text);
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

async function removeWhere(
  lake: Lake & LakeRemover,
  prefix: string,
  isMeant: (text: string) => boolean,
): Promise<number> {
  const names: string[] = [];
  for await (const { name } of lake.list(prefix)) {
    const bytes = await lake.read(name);
    if (bytes !== undefined && isMeant(Buffer.from(bytes).toString())) names.push(name);
  }
  await lake.remove(names);
  return names.length;
}

/** Takes away everything under keys that have the subject in them. */
async function eraseKeys(
  eraser: RowEraser,
  own: readonly ViewPlan[],
  { rows, keys }: Affected,
): Promise<number> {
  const ids = new Set(own.map(viewId));
  const mine = [...rows, ...keys].filter(({ view }) => ids.has(view));
  const unique = new Map(mine.map(({ view, key }) => [`${view}\n${key}`, { view, key }]));
  let erased = 0;
  for (const each of unique.values()) erased += await eraser.eraseKey(each);
  return erased;
}

/** Partial rows of runs that are done, and results of views that read the stream. */
async function removeBatchFiles(
  lake: Lake & LakeRemover,
  views: readonly string[],
): Promise<number> {
  const done = new Set<string>();
  const parts: { readonly name: string; readonly run: string }[] = [];
  for await (const { name } of lake.list(LAKE_PREFIXES.batch)) {
    const run = name.slice(LAKE_PREFIXES.batch.length).split('/', 1)[0] ?? '';
    if (name.endsWith('/report.json')) done.add(run);
    if (/\/map\/\d+\/(?:events|sql)-/.test(name)) parts.push({ name, run });
  }
  const names = parts.filter(({ run }) => done.has(run)).map(({ name }) => name);
  for (const view of views) {
    for await (const { name } of lake.list(resultsPrefix(view))) names.push(name);
  }
  await lake.remove(names);
  return names.length;
}

/** Rows that the speed layer no longer writes; what is open is healed once it is closed. */
async function closedRows(
  { definition, reader }: EraseSubjectPorts,
  rows: Affected['rows'],
  own: readonly string[],
): Promise<Affected['rows']> {
  const closed: Affected['rows'][number][] = [];
  for (const view of definition.pipeline.views) {
    if (view.kind !== 'window' || own.includes(viewId(view))) continue;
    const watermark = leastWatermark(await reader.watermarks(viewId(view)));
    closed.push(
      ...rows.filter(
        (row) => row.view === viewId(view) && row.end <= watermark - view.allowedLateness,
      ),
    );
  }
  return closed;
}

const spanOf = (rows: Affected['rows']) => ({
  from: rows.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY),
  to: rows.reduce((most, { end }) => Math.max(most, end), Number.NEGATIVE_INFINITY),
});

interface About {
  readonly own: readonly string[];
  readonly affected: Affected;
  readonly aggregates: 'keep' | 'recompute';
}

/** What cannot be erased now, said so that somebody can plan for it. */
function leftIn({ pipeline }: BatchDefinition, { own, affected, aggregates }: About): string[] {
  const stateful = [...new Set(affected.keys.map(({ view }) => view))];
  const others = stateful.filter((view) => !own.includes(view));
  return [
    `the streams of ${pipeline.name}, until their retention ends: erase once more after that, as what is redriven or archived late would bring it back`,
    ...(stateful.length === 0
      ? []
      : [`states of ${stateful.join(', ')}, until they expire in event time`]),
    ...(others.length === 0
      ? []
      : [
          aggregates === 'keep'
            ? `records and rows of ${others.join(', ')} under other keys: the next batch run computes them without the subject`
            : `records and rows of ${others.join(', ')} under other keys: millrace batch run --view ${others.join(' ')}`,
        ]),
    'batches that Lambda gave up (millrace dlq ls): redrive them, then erase once more',
    'what cannot be decoded and does not name the field, or is kept as base64',
    'windows that are open: batch runs heal them once they are closed',
  ];
}
