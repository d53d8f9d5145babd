import { Option } from 'commander';
import { nearestNames } from '../../core/nearest-names.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { EXCHANGE_STREAM } from '../../pipeline/deployed/resource-names.ts';
import { countOption, instantOption, nameAdvice } from '../read-options.ts';
import { UsageError } from '../usage-error.ts';
import type { SetAsidePlace, Wanted } from './set-aside.ts';

/** Options that choose among what was set aside, as they are typed. */
export interface FilterOptions {
  readonly stream?: string;
  readonly code?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: string;
}

/** The options of {@link FilterOptions}. */
export const filterOptions = (): Option[] => [
  new Option('--stream <name>', 'only of this stream'),
  new Option('--code <code>', 'only with this code, or given up for this reason'),
  new Option('--since <instant>', 'only what arrived then or later, such as 2026-03-01T08:00Z'),
  new Option('--until <instant>', 'only what arrived before'),
  new Option('--limit <n>', 'at most so many'),
];

/** What was chosen. */
export interface Choice {
  readonly wanted: Wanted;
  readonly limit: number;
}

/** @throws {@link UsageError} */
export function readFilter(pipeline: Pipeline, options: FilterOptions): Choice {
  const { stream, code } = options;
  const since = options.since === undefined ? undefined : instantOption(options.since, '--since');
  const until = options.until === undefined ? undefined : instantOption(options.until, '--until');
  const names = pipeline.streams.map(({ name }) => name);
  if (stream !== undefined && !names.includes(stream) && stream !== EXCHANGE_STREAM) {
    throw new UsageError(
      `--stream: the pipeline ${pipeline.name} has no such stream; got "${stream}", expected one of ${names.join(', ')}; ${nameAdvice(stream, names)}`,
    );
  }
  if (since !== undefined && until !== undefined && since >= until) {
    throw new UsageError(
      `--until: nothing arrives before it and not before --since; got ${options.until}, expected an instant after ${options.since}; exchange them`,
    );
  }
  const limit =
    options.limit === undefined ? Number.POSITIVE_INFINITY : countOption(options.limit, '--limit');
  return { wanted: { stream, code, since, until }, limit };
}

/** @returns The error for a name that there is not. */
export async function noSuchThing({ lake }: SetAsidePlace, name: string): Promise<UsageError> {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const names: string[] = [];
  if (folder !== '') {
    for await (const each of lake.list(folder, { limit: 100 })) names.push(each.name);
  }
  const [near] = nearestNames(name, names);
  const advice =
    near === undefined ? 'look for it with: npx millrace dlq ls' : `did you mean ${near}?`;
  return new UsageError(
    `${name}: nothing of that name was set aside; got "${name}", expected a name that dlq ls prints; ${advice}`,
  );
}
