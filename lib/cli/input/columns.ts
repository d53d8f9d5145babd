import type { SourceStream } from '../../pipeline/definition/definition.ts';
import type { CsvOptions } from './csv-options.ts';

/**
 * The columns that events of a stream are read from, besides what the path of the input says. A schema of
 * another library names its own: it may rename what it reads.
 */
export function columnsFor(
  { schema, id }: SourceStream,
  partition: Readonly<Record<string, string>> = {},
): Pick<CsvOptions, 'needed' | 'declared'> {
  if (schema.foreign !== undefined) return { needed: [] };
  const needed = Object.entries(schema.fields)
    .filter(([name, { optional }]) => !optional && name !== id && !Object.hasOwn(partition, name))
    .map(([name]) => name);
  return { needed, declared: Object.keys(schema.fields) };
}
