import type { Retained } from '../../adapters/aws/retention.ts';
import { formatInstant } from '../../core/instant.ts';
import { EARLIEST_EVENT_TIME, LATEST_EVENT_TIME } from '../../core/time.ts';
import type { CoverageStore } from '../../ports/coverage-store.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import type { TaskId } from '../../ports/task.ts';
import { type ErasePorts, eraseFromLake } from '../../runtime/archive/erase.ts';
import { claimAll, releaseView } from '../../runtime/batch/coverage.ts';
import type { Subject } from '../../runtime/erasure/carriers.ts';
import {
  countOwn,
  type EraseTablePorts,
  eraseTables,
  tracedKeys,
} from '../../runtime/erasure/erase-tables.ts';
import {
  type Aggregates,
  type Begun,
  type ErasurePlan,
  erasurePlan,
} from '../../runtime/erasure/erasure-plan.ts';
import { partsOf } from '../../runtime/erasure/parts-of.ts';
import { type ViewTraces, viewTraces } from '../../runtime/erasure/traces.ts';
import { UsageError } from '../usage-error.ts';
import { removeBatchFiles } from './batch-files.ts';
import { eraseLateEvents } from './late-files.ts';
import { leftOf } from './left.ts';
import { type Others, type OthersPorts, type Recompute, settleOthers } from './others.ts';
import {
  deliveredOf,
  type ErasableLake,
  eraseDeadLetters,
  eraseGivenUp,
  removeAnswers,
} from './set-aside-files.ts';
import { subjectTest, textsOf } from './subject-test.ts';
import { laneName, type TaskPorts, tasksOf } from './tasks.ts';

export type { Subject };

/** Where the traces of a subject are. */
export interface EraseSubjectPorts extends OthersPorts, EraseTablePorts, TaskPorts {
  readonly archive: ErasePorts;
  readonly lake: ErasableLake;
  readonly files: RunFiles;
  readonly rows: EraseTablePorts['rows'];
  readonly coverage: CoverageStore;
  /** Names in Kinesis, of the stream and of the exchange; the latter is empty if there is none. */
  readonly streams: { readonly physicalStream: string; readonly exchange: string };
  /** Names the subject without saying who it is. */
  idOf(subject: Subject): string;
  /** What nobody can erase before it is gone by itself. */
  retained(): Promise<readonly Retained[]>;
  /** Computes rows again by a batch run of that name; one that was begun is gone on with. */
  recompute(request: Recompute & { readonly run: string }): Promise<void>;
  now(): number;
}

/** What was erased, and what is left to be done. */
export interface ErasureReport {
  readonly records: number;
  readonly objects: number;
  readonly deadLetters: number;
  /** Records in batches that Lambda gave up. */
  readonly givenUp: number;
  readonly late: number;
  /** Files of batch runs, which are made anew by the next. */
  readonly batchFiles: number;
  /** Answers of Athena that show it. */
  readonly answers: number;
  /** Rows and records under keys of the subject. */
  readonly rows: number;
  readonly states: number;
  /** Ids that were seen. */
  readonly ids: number;
  /** Rows of others in closed windows that its events have gone into: computed again, or kept. */
  readonly aggregates: number;
  readonly kept: number;
  /** Whether this went on with what had been begun before. */
  readonly wasBegun: boolean;
  /** Where the subject still is, and until when. */
  readonly left: readonly string[];
}

/**
 * Erases one subject from what a deployment keeps.
 *
 * What is to be done is written down before anything is gone, and worked off: broken off anywhere and
 * asked for again, it is done to its end.
 *
 * @param aggregates - What becomes of rows of others that its events have gone into: computed again
 *   without them, or kept as they are, which batch runs and reconciliation then know of.
 */
export async function eraseSubject(
  ports: EraseSubjectPorts,
  subject: Subject,
  aggregates: Aggregates,
): Promise<ErasureReport> {
  const first = await eraseOnce(ports, subject, aggregates);
  if (!first.isOld) return first.report;
  // what was begun before is done; of what has come since nothing was looked for
  const { report } = await eraseOnce(ports, subject, aggregates);
  return { ...sum(first.report, report), wasBegun: true, left: report.left };
}

/** What was taken away, as it is written down before rows are computed again. */
type Cleaned = Omit<ErasureReport, 'wasBegun' | 'left' | 'aggregates' | 'kept'> & {
  readonly others: Others;
  /** Event times of what was erased; `null` if none of it was an event. */
  readonly newest: number | null;
};

async function eraseOnce(
  ports: EraseSubjectPorts,
  subject: Subject,
  aggregates: Aggregates,
): Promise<{ readonly report: ErasureReport; readonly isOld: boolean }> {
  const { definition, stream, coverage, now } = ports;
  const at = formatInstant(now());
  const id = ports.idOf(subject);
  const run = `erase-${at.replace(/\W/g, '-')}-${id.slice(0, 8)}`;
  const mine = { version: 1, stream: stream.name, at, aggregates, run } as const;
  const plan = await erasurePlan<Cleaned>(ports, id, mine);
  const { begun } = plan;
  if (begun.aggregates !== aggregates) throw begunOtherwise(begun);
  const texts = textsOf(definition.pipeline, subject);
  const traces = viewTraces(definition, subject, texts);
  const ranges = [...traces.keys()].map((view) => ({ view, ...EVER }));
  await claimAll(coverage, ranges, { run: begun.run, now: now() });
  const cleaned =
    plan.cleaned ?? (await plan.clean(await clean(ports, plan, { subject, texts, traces })));
  const { others, newest, ...counts } = cleaned;
  if (others.recompute !== null) await ports.recompute({ ...others.recompute, run: begun.run });
  const retained = await ports.retained();
  const delivered = await deliveredOf(ports.lake, stream.name);
  const left = leftOf({ traces, others, newest, aggregates, retained, delivered });
  for (const { view } of ranges) await releaseView(coverage, view, begun.run);
  await plan.finish();
  return {
    isOld: plan.cleaned !== undefined,
    report: {
      ...counts,
      ...{ aggregates: others.removed, kept: others.kept },
      ...{ wasBegun: plan.wasBegun, left },
    },
  };
}

const EVER = { from: EARLIEST_EVENT_TIME, to: LATEST_EVENT_TIME };

interface About {
  readonly subject: Subject;
  readonly texts: ReadonlySet<string>;
  readonly traces: ReadonlyMap<string, ViewTraces>;
}

/** Everything but computing rows again; done again, it finds what is left of it. */
async function clean(
  ports: EraseSubjectPorts,
  plan: ErasurePlan<Cleaned>,
  { subject, texts, traces }: About,
): Promise<Cleaned> {
  const { definition, stream, archive, lake, streams } = ports;
  const isSubject = subjectTest(definition.pipeline, subject);
  await eraseFromLake(stream, archive, isSubject, async (object, records) => {
    for (const part of partsOf(definition, stream, { object, records })) await plan.add(part);
  });
  const found = await foundIn(plan);
  const keys = await tracedKeys(plan.parts(), traces);
  const own = new Set(keys.own.map(({ view, key }) => JSON.stringify([view.id, key])));
  const wanted = { subject, stream, isSubject, texts };
  const tasks = await tasksOf(ports);
  const swept = [...traces.values()].filter(
    ({ behind, scatters }) => behind.length > 0 || scatters,
  );
  const rows = await plan.counted(await countOwn(ports.rows, keys));
  const { states } = await eraseTables(ports, tasks, { keys, texts }, swept);
  return {
    ...{ records: found.positions.size, objects: found.objects, newest: found.newest },
    deadLetters: await eraseDeadLetters(lake, wanted),
    givenUp: await eraseGivenUp(lake, wanted, streams),
    late: await eraseLateEvents(lake, {
      lane: laneName(ports),
      positions: found.positions,
      texts,
      isOwnKey: (view, key) => own.has(JSON.stringify([view, key])),
    }),
    batchFiles: await removeBatchFiles(ports, {
      ...{ stream: stream.name, views: [...traces.keys()], but: plan.begun.run },
    }),
    answers: await removeAnswers(lake, wanted),
    ...{ rows, states },
    ids: await eraseIds(ports, plan, tasks),
    others: await settleOthers(ports, plan, traces),
  };
}

/** What the parts of an erasure are about. */
async function foundIn(plan: ErasurePlan<Cleaned>) {
  const positions = new Set<string>();
  const objects = new Set<string>();
  let newest: number | null = null;
  for await (const [, part] of plan.parts()) {
    objects.add(part.object);
    for (const { shard, sequence, sub, time } of part.records) {
      positions.add(`${shard}/${sequence}/${sub}`);
      if (time !== null) newest = Math.max(newest ?? time, time);
    }
  }
  return { positions, objects: objects.size, newest };
}

async function eraseIds(
  { states }: EraseSubjectPorts,
  plan: ErasurePlan<Cleaned>,
  tasks: readonly TaskId[],
): Promise<number> {
  let erased = 0;
  for await (const [, { keyedIds = [], ids = [] }] of plan.parts()) {
    const all = [...keyedIds, ...ids.map((id) => ['', id] as const)];
    if (all.length > 0) erased += await states.eraseIds(tasks, all);
  }
  return erased;
}

const begunOtherwise = ({ aggregates, at }: Begun): UsageError =>
  new UsageError(
    `--aggregates: the erasure of this subject was begun otherwise; got another one, expected ${aggregates}, as at ${at}; finish it so, then begin anew`,
  );

function sum(a: ErasureReport, b: ErasureReport): ErasureReport {
  const total = (name: CountName): number => a[name] + b[name];
  const names = Object.keys(a).filter((name) => name !== 'left' && name !== 'wasBegun');
  return { ...a, ...Object.fromEntries(names.map((name) => [name, total(name as CountName)])) };
}

type CountName = Exclude<keyof ErasureReport, 'left' | 'wasBegun'>;
