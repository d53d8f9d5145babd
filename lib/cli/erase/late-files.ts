import { LAKE_PREFIXES } from '../../pipeline/deployed/lake-prefixes.ts';
import type { LateEvent } from '../../ports/effects.ts';
import { holds } from '../../runtime/erasure/holds.ts';
import { type ErasableLake, textOf } from './set-aside-files.ts';

/** Which late events are of a subject. */
export interface LateOf {
  /** Lane that reads the stream. */
  readonly lane: string;
  /** `<shard>/<sequence>/<sub>` of its records. */
  readonly positions: ReadonlySet<string>;
  /** The subject's value, as stores may have it. */
  readonly texts: ReadonlySet<string>;
  isOwnKey(view: string, key: string): boolean;
}

/** Stage of the tasks that turn away what steps and rows would have taken. */
const EXCHANGE = 'exchange';

/** What becomes of a line: it stays, it goes, or it stays without what it was. */
type Verdict = 'keep' | 'remove' | 'withoutPayload';

/** Takes a subject out of what is kept of late events. @returns of how many something was taken away. */
export async function eraseLateEvents(lake: ErasableLake, of: LateOf): Promise<number> {
  let erased = 0;
  for await (const { name } of lake.list(LAKE_PREFIXES.late)) {
    const [lane = '', shard = ''] = name.slice(LAKE_PREFIXES.late.length).split('/');
    const lines = ((await textOf(lake, name)) ?? '').split('\n').filter((line) => line !== '');
    const kept: string[] = [];
    let changed = 0;
    for (const line of lines) {
      const late = JSON.parse(line) as LateEvent;
      const verdict = judge(late, { lane, shard }, of);
      if (verdict !== 'keep') changed++;
      if (verdict === 'keep') kept.push(line);
      else if (verdict === 'withoutPayload') kept.push(JSON.stringify(withoutPayload(late)));
    }
    if (changed === 0) continue;
    erased += changed;
    if (kept.length === 0) await lake.remove([name]);
    else await lake.replace(name, Buffer.from(kept.map((line) => `${line}\n`).join('')), {});
  }
  return erased;
}

const withoutPayload = ({ payload: _payload, ...rest }: LateEvent): LateEvent => rest;

/**
 * An event of the subject goes. What others' events have come to, and the subject's with them, stays as
 * a line, so that it is still counted, but without its content.
 */
function judge(
  late: LateEvent,
  at: { readonly lane: string; readonly shard: string },
  { lane, positions, texts, isOwnKey }: LateOf,
): Verdict {
  const { view, sequence, sub, why, payload } = late;
  const isOf = (key: string | undefined): boolean =>
    key !== undefined && (isOwnKey(view, key) || isOneOf(key, texts));
  if (at.lane === lane && positions.has(`${at.shard}/${sequence}/${sub}`)) return 'remove';
  if (at.lane !== EXCHANGE) return 'keep';
  // what a step has turned away is named after the record that it came of, or after its key
  const [from, shard, number, part] = sequence.split('/');
  if (from === lane && positions.has(`${shard}/${number}/${part}`)) return 'remove';
  if (namesIn(sequence).some(isOf)) return 'remove';
  if (why !== undefined && [...texts].some((text) => why.includes(JSON.stringify(text)))) {
    return 'remove';
  }
  const { key, event } = (payload ?? {}) as { readonly key?: string; readonly event?: unknown };
  if ([late.key, key].some((each) => isOf(each))) return 'remove';
  if (payload === undefined) return 'keep';
  if (!holds(payload, texts)) return 'keep';
  return event === undefined ? 'withoutPayload' : 'remove';
}

/** Whether a part of a key is one of the texts; a number is that in many names by chance. */
const isOneOf = (key: string, texts: ReadonlySet<string>): boolean =>
  key.split('|').some((part) => !/^-?[\d.]+$/.test(part) && texts.has(part));

/**
 * Everything between two slashes of a name that may be a key: keys may hold slashes themselves. A
 * number is one only at the end, or in what a timer has caused; elsewhere it is a position.
 */
function namesIn(sequence: string): string[] {
  const parts = sequence.split('/');
  const all = parts.flatMap((_, from) =>
    parts.slice(from).map((_part, more) => parts.slice(from, from + more + 1).join('/')),
  );
  const isTimers = sequence.includes('@');
  return all.filter((name) => isTimers || !/^\d+$/.test(name) || name === parts.at(-1));
}
