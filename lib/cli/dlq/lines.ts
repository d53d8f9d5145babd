import { formatInstant } from '../../core/instant.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import { type TextColumn, textTable } from '../text-table.ts';
import type { SetAside } from './set-aside.ts';

interface Cells extends TextColumn {
  of(item: SetAside): string;
}

const COLUMNS: readonly Cells[] = [
  { title: 'arrival (UTC)', of: ({ arrival }) => formatInstant(arrival).slice(0, 19) },
  { title: 'code', of: ({ code }) => code },
  { title: 'state', of: ({ state }) => state },
  { title: 'records', align: 'right', of: ({ records }) => String(records) },
  { title: 'name', of: ({ name }) => name },
];

/** Set-aside things as lines of a table. */
export const setAsideTable = (
  items: readonly SetAside[],
  style: { readonly hasColor: boolean },
): string[] =>
  textTable(
    COLUMNS,
    items.map((item) => COLUMNS.map((column) => column.of(item))),
    style,
  );

/** One thing as JSON, without its payload. */
export const setAsideJson = (item: SetAside): string => JSON.stringify(about(item));

/** One thing as JSON, with its payload, or with where its records stood and what they are. */
export function shownJson(item: SetAside, records: readonly SourceRecord[] | undefined): string {
  const { content } = item;
  const range =
    content.kind === 'given-up'
      ? {
          first: content.batch.first,
          last: content.batch.last,
          function: content.batch.functionArn,
        }
      : {};
  return JSON.stringify({ ...about(item), ...range, payloads: records?.map(payloadJson) ?? null });
}

const about = ({ content, arrival, ...item }: SetAside) => ({
  ...item,
  kind: content.kind,
  arrival: formatInstant(arrival),
});

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function payloadJson({ sequence, sub, partitionKey, data, start, end }: SourceRecord): object {
  const bytes = data.subarray(start, end);
  try {
    return { sequence, sub, partitionKey, payload: utf8.decode(bytes) };
  } catch {
    return { sequence, sub, partitionKey, payloadBase64: Buffer.from(bytes).toString('base64') };
  }
}
