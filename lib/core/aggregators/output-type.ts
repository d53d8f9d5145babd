import type { FieldType } from '../field-type.ts';

/**
 * What a row holds under an aggregate's name, for tables, Parquet and SQL.
 *
 * Any of them may be `null`, but for counts. A sum of `int` is a `bigint`: it may pass 2⁵³.
 */
export type OutputType =
  | FieldType
  | { readonly kind: 'list'; readonly of: OutputType }
  | { readonly kind: 'struct'; readonly fields: Readonly<Record<string, OutputType>> };
