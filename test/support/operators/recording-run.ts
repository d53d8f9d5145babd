import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import type {
  RunDeadLetter,
  RunRecord,
  RunRow,
  RunRowKey,
  SetAside,
} from '../../../lib/runtime/graph/sink.ts';
import { type Run, type RunOptions, startRun } from '../../../lib/runtime/run/start-run.ts';

/** A run whose results are kept. */
export interface RecordingRun {
  readonly run: Run;
  readonly rows: RunRow[];
  readonly retracted: RunRowKey[];
  readonly records: RunRecord[];
  readonly late: SetAside[];
  readonly overflow: SetAside[];
  readonly deadLetters: RunDeadLetter[];
}

/** Starts a pipeline and keeps what comes of it. */
export function recordingRun(
  pipeline: Pipeline,
  options: Omit<RunOptions, 'sink'> = {},
  kept: Omit<RecordingRun, 'run'> = nothing(),
): RecordingRun {
  const { rows, retracted, records, late, overflow, deadLetters } = kept;
  const run = startRun(pipeline, {
    ...options,
    sink: {
      row: (row) => void rows.push(row),
      retract: (row) => void retracted.push(row),
      record: (record) => void records.push(record),
      late: (event) => void late.push(event),
      overflow: (event) => void overflow.push(event),
      deadLetter: (letter) => void deadLetters.push(letter),
    },
  });
  return { run, ...kept };
}

/** Lists for what a run gives; to be shared by one that goes on from a checkpoint. */
export const nothing = (): Omit<RecordingRun, 'run'> => ({
  ...{ rows: [], retracted: [], records: [] },
  ...{ late: [], overflow: [], deadLetters: [] },
});
