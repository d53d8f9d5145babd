import { formatInstant } from '../core/instant.ts';
import { append } from '../core/many.ts';
import type { EventTime } from '../core/time.ts';
import type { ReadOptions, RowReader, StartRange, ViewRow } from '../ports/row-reader.ts';
import { paneRowsOfKey, paneRowsOfWindows } from './pane-rows.ts';
import { QueryError } from './query-error.ts';
import { isPaned, type ServedView } from './served-view.ts';
import { MAX_WINDOWS, windowStartsIn } from './window-range.ts';

/** Windows that are asked for at once. */
export const WINDOWS_AT_ONCE = 16;

export interface RowsAsked {
  /** All keys without it. */
  readonly key: string | undefined;
  readonly range: StartRange;
  readonly options: ReadOptions;
}

/**
 * Rows by window and then key: of one key by one query, of all keys window by window.
 *
 * @throws {@link QueryError} if the windows are too many.
 */
export async function rowsIn(
  reader: RowReader,
  view: ServedView,
  { key, range, options }: RowsAsked,
): Promise<readonly ViewRow[]> {
  if (key !== undefined) {
    return isPaned(view)
      ? paneRowsOfKey(reader, view, { key, range, options })
      : reader.rowsOfKey({ view: view.id, key }, range, options);
  }
  const starts = view.windows === null ? [] : windowStartsIn(view.windows, range);
  if (starts === undefined) throw tooManyWindows(view, range);
  if (isPaned(view)) {
    const combined = await paneRowsOfWindows(reader, view, { starts, options });
    if (combined === undefined) throw tooManyWindows(view, range);
    return combined;
  }
  const rows: ViewRow[] = [];
  for (let i = 0; i < starts.length; i += WINDOWS_AT_ONCE) {
    const some = starts.slice(i, i + WINDOWS_AT_ONCE);
    const pages = some.map((start) => reader.rowsOfWindow({ view: view.id, start }, options));
    append(rows, (await Promise.all(pages)).flat());
  }
  return rows;
}

const tooManyWindows = ({ name }: ServedView, { from, to }: StartRange): QueryError =>
  new QueryError(
    `${name}: the range holds too many windows; got ${spell(from)} to ${spell(to)}, expected at most ${MAX_WINDOWS} windows; shorten it, or ask for one key with --key`,
  );

const spell = (at: EventTime): string => (Number.isFinite(at) ? formatInstant(at) : 'any time');
