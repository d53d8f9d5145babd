import { LAKE_PREFIXES } from '../../pipeline/deployed/lake-prefixes.ts';
import type { Lake } from '../../ports/lake.ts';

/** Where it is remembered what was published again; one prefix of the lake. */
const REDRIVEN_PREFIX = LAKE_PREFIXES.redriven;

/**
 * `waiting`: nobody tried. `started`: somebody began and did not say that it was done, so it may or
 * may not have been published. `redriven`: it is in its stream again.
 */
export type RedriveState = 'waiting' | 'started' | 'redriven';

const markName = (name: string, mark: 'started' | 'done'): string =>
  `${REDRIVEN_PREFIX}${name}/${mark}.json`;

/**
 * How far each thing has come, as of now.
 *
 * @param only - Look for this one alone.
 */
export async function redriveStates(
  lake: Lake,
  only = '',
): Promise<(name: string) => RedriveState> {
  const marks = new Set<string>();
  for await (const { name } of lake.list(`${REDRIVEN_PREFIX}${only}`)) marks.add(name);
  return (name) => {
    if (marks.has(markName(name, 'done'))) return 'redriven';
    return marks.has(markName(name, 'started')) ? 'started' : 'waiting';
  };
}

/**
 * Says that something is about to be published, or is durable in its stream.
 *
 * @param at - ISO-8601 in UTC.
 * @returns `false` if it was said before; then nothing changes.
 */
export async function mark(
  lake: Lake,
  name: string,
  { as, at }: { readonly as: 'started' | 'done'; readonly at: string },
): Promise<boolean> {
  const text = `${JSON.stringify({ v: 1, name, at })}\n`;
  const creation = await lake.createObject(markName(name, as), new TextEncoder().encode(text), {});
  return creation === 'created';
}
