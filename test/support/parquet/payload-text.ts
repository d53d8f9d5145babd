import type { SourceRecord } from '../../../lib/ports/source-record.ts';

/** The payload of a record as text: its bytes may lie among others. */
export const payloadText = ({
  data,
  start,
  end,
}: Pick<SourceRecord, 'data' | 'start' | 'end'>): string =>
  Buffer.from(data.subarray(start, end)).toString();
