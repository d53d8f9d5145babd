import { LAKE_PREFIXES } from '../../pipeline/lake-prefixes.ts';
import type { LateEvent } from '../../ports/effects.ts';
import { type ErasableLake, textOf } from './set-aside-files.ts';

/** Which late events are of a subject. */
export interface LateOf {
  /** Lane that reads the stream. */
  readonly lane: string;
  /** `<shard>/<sequence>/<sub>` of its records. */
  readonly positions: ReadonlySet<string>;
  isOwnKey(view: string, key: string): boolean;
}

/** Takes a subject out of what is kept of late events. @returns how many there were. */
export async function eraseLateEvents(lake: ErasableLake, of: LateOf): Promise<number> {
  let erased = 0;
  for await (const { name } of lake.list(LAKE_PREFIXES.late)) {
    const [stage = '', shard = ''] = name.slice(LAKE_PREFIXES.late.length).split('/');
    const lines = ((await textOf(lake, name)) ?? '').split('\n').filter((line) => line !== '');
    const kept = lines.filter((line) => !isOf(JSON.parse(line) as LateEvent, { stage, shard }, of));
    if (kept.length === lines.length) continue;
    erased += lines.length - kept.length;
    if (kept.length === 0) await lake.remove([name]);
    else await lake.replace(name, Buffer.from(kept.map((line) => `${line}\n`).join('')), {});
  }
  return erased;
}

function isOf(
  { view, sequence, sub }: LateEvent,
  at: { readonly stage: string; readonly shard: string },
  { lane, positions, isOwnKey }: LateOf,
): boolean {
  if (at.stage === lane) return positions.has(`${at.shard}/${sequence}/${sub}`);
  // what a step has turned away is named after the record that it came of, or after its key
  const [from, shard, number, part] = sequence.split('/');
  if (from === lane && positions.has(`${shard}/${number}/${part}`)) return true;
  return isOwnKey(view, sequence.slice(sequence.lastIndexOf('/') + 1));
}
