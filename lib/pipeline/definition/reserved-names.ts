import { DefinitionError } from '../../errors/definition-error.ts';
import { EXCHANGE_STREAM } from '../deployed/resource-names.ts';

/** Attributes that rows have themselves. */
const OF_ROWS = [
  'pk',
  'sk',
  'view',
  'key',
  'windowStart',
  'windowEnd',
  'windowTime',
  'updatedAt',
  'fence',
  'acc',
  'run',
  'viewWindow',
  'capped',
  'truncated',
  'mergedInto',
  'expiresAt',
];

/** Control items that stand beside the rows: what one of these names says is about the view. */
const OF_CONTROL_ITEMS = ['watermark', 'coverage'];

/** Columns of what batch runs keep of records. */
const OF_RESULTS = ['_key', '_time'];

/** Names in rows and records that are ours; an author's are others, in whatever case. */
export const RESERVED_ATTRIBUTES: readonly string[] = [
  ...OF_ROWS,
  ...OF_CONTROL_ITEMS,
  ...OF_RESULTS,
];

/** Names that streams cannot have: tools call a stream of ours by them. */
export const RESERVED_STREAMS: readonly string[] = [EXCHANGE_STREAM];

/** Names that rows have themselves, and that mean the same in results. */
const SHARED: readonly string[] = ['windowStart', 'windowEnd', 'windowTime'];

/**
 * Checks the names of fields that rows or records show beside attributes of ours.
 *
 * @param mayShare - Whether the window may be among them, as it is in the results of windows.
 * @throws {@link DefinitionError} `NAME_TAKEN`
 */
export function checkShown(
  fields: Iterable<string>,
  { at, mayShare }: { readonly at: string; readonly mayShare: boolean },
): void {
  const reserved = new Set(RESERVED_ATTRIBUTES.map((name) => name.toLowerCase()));
  for (const field of fields) {
    if (!reserved.has(field.toLowerCase()) || (mayShare && SHARED.includes(field))) continue;
    throw new DefinitionError('NAME_TAKEN', {
      at: `${at} › ${field}`,
      problem: 'rows have an attribute of that name themselves',
      given: `a field "${field}"`,
      expected: 'another name',
      fix: 'rename the field with map, or leave it out',
    });
  }
}
