import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { viewId } from '../../../lib/pipeline/definition/view-id.ts';
import type { BatchReport, ViewRange } from '../../../lib/runtime/batch/protocol.ts';
import { runBatch } from '../../../lib/runtime/batch/run-batch.ts';
import { type BatchWorld, streamedWorld } from '../../support/batch/batch-world.ts';
import { type Arrival, givenBy, runGives } from '../../support/definitions/platforms.ts';
import { aDefinition } from '../../support/definitions/random-definitions.ts';
import { UNIT } from '../../support/definitions/random-views.ts';
import { arrivals, FAR, joined, SHARDS } from '../../support/lanes/random-arrivals.ts';
import { runs } from '../../support/property.ts';

/** So much out of order that nothing is late before all has come. */
const NEVER_LATE = 1_000 * FAR;

const aRange = fc
  .tuple(fc.integer({ min: -4, max: 12 }), fc.integer({ min: 1, max: 20 }))
  .map(([from, length]) => ({ from: from * UNIT, to: (from + length) * UNIT }));

/** Everything goes to the lake and through the speed layer; much of it is late there. */
const streamed = (pipeline: Pipeline, all: readonly Arrival[]): Promise<BatchWorld> =>
  streamedWorld(pipeline, SHARDS, joined(all));

/** What a run gives that has seen everything before time passes: nothing is late. */
function everything(pipeline: Pipeline, all: readonly Arrival[]) {
  const streams = pipeline.streams.map((stream) => ({
    ...stream,
    maxOutOfOrderness: NEVER_LATE,
  }));
  const timeOf = ({ items }: Arrival): number => Number((items[0] as { at?: number }).at);
  const events = all
    .filter(({ items }) => typeof items[0] === 'object')
    .toSorted(
      (a, b) => timeOf(a) - timeOf(b) || (a.shard < b.shard ? -1 : Number(a.shard > b.shard)),
    );
  const end = SHARDS.map((shard) => ({
    shard,
    items: [FAR + NEVER_LATE],
    arrival: FAR + NEVER_LATE,
  }));
  return runGives({ ...pipeline, streams }, SHARDS, [...events, ...end]);
}

interface Line {
  readonly view: string;
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** The parts of a line of `givenBy`: `view key start end: …`, or `view key time: …`. */
function parse(line: string): Line {
  const [, view = '', key = '', start, end] =
    /^(\S+) (.*?) (-?\d+)(?: (-?\d+))?: /.exec(line) ?? [];
  return { view, key, start: Number(start), end: Number(end ?? start) };
}

const isIn = (line: Line, ranges: readonly ViewRange[]): boolean => {
  const range = ranges.find(({ view }) => view === line.view);
  if (range === undefined) return false;
  const isRecord = line.start === line.end;
  return line.start >= range.from && (isRecord ? line.end < range.to : line.end <= range.to);
};

/** What is there afterwards: computed where the run computes, as it was where it does not. */
function expected(
  before: readonly string[],
  right: readonly string[],
  ranges: readonly ViewRange[],
): string[] {
  const wide = right.map(parse).filter((line) => !isIn(line, ranges));
  /** Part of a session that reaches out of the range: what becomes of it is not for this run. */
  const isPart = (line: Line): boolean =>
    line.end > line.start &&
    wide.some(
      ({ view, key, start, end }) =>
        view === line.view && key === line.key && start <= line.start && line.end <= end,
    );
  /** Windows that start together are parts of each other, and rows of their own. */
  const isRight = (line: Line): boolean =>
    right.some((each) => JSON.stringify(parse(each)) === JSON.stringify(line));
  const computed = right.filter((line) => isIn(parse(line), ranges));
  const kept = before.filter((line) => {
    const parsed = parse(line);
    return !isIn(parsed, ranges) || (isPart(parsed) && !isRight(parsed));
  });
  return [...computed, ...kept].sort();
}

async function batchOver(made: BatchWorld, range: { from: number; to: number }, run: string) {
  const views = made.definition.pipeline.views.map(viewId);
  try {
    return await runBatch(made.definition, made.ports, { run, ...range, views });
  } catch (error) {
    if (!String(error).includes('BATCH_NOTHING_CLOSED')) throw error;
    return undefined;
  }
}

const changes = ({ views }: BatchReport): number =>
  views.reduce((sum, { healed, missing, removed }) => sum + healed + missing + removed, 0);

describe('a batch run over views of any kind', () => {
  test('L24: leaves the rows and records of its range as a run gives them that sees nothing late', async () => {
    await fc.assert(
      fc.asyncProperty(aDefinition, arrivals, aRange, async ({ pipeline }, all, range) => {
        const made = await streamed(pipeline, all);
        const before = givenBy(made.world);
        const right = everything(pipeline, all);

        const report = await batchOver(made, range, 'r1');
        const after = givenBy(made.world);
        const again = await batchOver(made, range, 'r2');

        const ranges = report?.views ?? [];
        expect(after.rows).toEqual(expected(before.rows, right.rows, ranges));
        expect(after.records).toEqual(expected(before.records, right.records, ranges));
        expect(again === undefined ? 0 : changes(again)).toBe(0);
      }),
      runs(100),
    );
  });
});
