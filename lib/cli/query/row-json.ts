import { formatInstant } from '../../core/instant.ts';
import type { AnswerRow } from '../../serving/query-rows.ts';
import type { ServedView } from '../../serving/served-view.ts';
import { jsonValue } from '../show-value.ts';

/**
 * One line of JSON per row; numbers are exact literals.
 *
 * What the author named is below `values`, so that no name can collide with one of ours.
 */
export const rowJson = (
  view: ServedView,
  { key, start, end, status, updatedAt, run, values, capped, truncated }: AnswerRow,
): string =>
  JSON.stringify({
    view: view.name,
    key,
    ...(view.time === null
      ? { window: { start: formatInstant(start), end: formatInstant(end) }, status }
      : { time: formatInstant(start) }),
    updatedAt: updatedAt === null ? null : formatInstant(updatedAt),
    ...(run === null ? {} : { run }),
    ...(capped.length === 0 ? {} : { capped }),
    ...(truncated.length === 0 ? {} : { truncated }),
    values: Object.fromEntries(
      [...view.keys, ...view.results].map(({ name, type }) => [
        name,
        jsonValue(values[name] ?? null, type),
      ]),
    ),
  });
