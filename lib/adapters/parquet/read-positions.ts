import { SYSTEM_COLUMNS } from '../../pipeline/deployed/lake-columns.ts';
import type { ArchivedKind } from '../../ports/lake-file.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import type { RowGroup } from './open-lake-file.ts';

/** Where a payload was, and the payload. */
export interface Positioned {
  readonly kind: ArchivedKind;
  readonly shard: string;
  readonly record: SourceRecord;
}

const NO_BYTES = new Uint8Array();

/** Reads the system columns of a row group; gives what they say of its i-th row. */
export async function readPositions(
  group: RowGroup,
  withPayloads: boolean,
): Promise<(i: number) => Positioned> {
  const read = async <T>(name: string) => (await group.column(name)) as ArrayLike<T>;
  const kinds = await read<ArchivedKind>(SYSTEM_COLUMNS.kind);
  const shards = await read<string>(SYSTEM_COLUMNS.shard);
  const sequences = await read<string>(SYSTEM_COLUMNS.sequence);
  const subs = await read<bigint>(SYSTEM_COLUMNS.subsequence);
  const arrivals = await read<number>(SYSTEM_COLUMNS.arrival);
  const keys = await read<string>(SYSTEM_COLUMNS.partitionKey);
  const payloads = withPayloads ? await read<Uint8Array>(SYSTEM_COLUMNS.payload) : [];
  let whole: Uint8Array = NO_BYTES;
  return (i) => {
    const payload = payloads[i] ?? NO_BYTES;
    // most payloads are parts of one buffer: seen as such, whoever decodes them looks at it once
    if (payload.buffer !== whole.buffer) whole = new Uint8Array(payload.buffer);
    const [data, start] = [whole, payload.byteOffset];
    const end = start + payload.length;
    const sequence = (sequences[i] as string).replace(/^0+(?=\d)/, '');
    const sub = Number(subs[i]);
    const [arrival, partitionKey] = [arrivals[i] as number, keys[i] as string];
    return {
      kind: kinds[i] as ArchivedKind,
      shard: shards[i] as string,
      record: { sequence, sub, arrival, partitionKey, data, start, end },
    };
  };
}
