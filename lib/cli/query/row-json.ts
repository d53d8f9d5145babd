import { formatInstant } from '../../core/instant.ts';
import type { AnswerRow } from '../../serving/query-rows.ts';
import type { ServedView } from '../../serving/served-view.ts';
import { resultJson } from '../results/result-json.ts';

/** Writes rows that readers are given as lines of JSON, in the shape of all results. */
export function rowJson(view: ServedView): (row: AnswerRow) => string {
  const { line } = resultJson(view);
  return (row) =>
    line(row, {
      status: view.time === null ? row.status : undefined,
      updatedAt: row.updatedAt === null ? null : formatInstant(row.updatedAt),
      run: row.run ?? undefined,
      capped: namesIn(row.capped),
      truncated: namesIn(row.truncated),
    });
}

const namesIn = (names: readonly string[]): readonly string[] | undefined =>
  names.length === 0 ? undefined : names;
