import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { table, whole } from '../../bench/support/markdown.ts';
import type { Comparison } from '../../test/support/ride-hailing/table.ts';
import type { Growth } from './memory.ts';

/** What a soak did and found. */
export interface Soak {
  readonly command: string;
  readonly revision: string;
  readonly minutes: number;
  readonly drained: number;
  readonly events: Readonly<Record<string, number>>;
  readonly late: number;
  readonly killed: number;
  readonly scalings: readonly string[];
  readonly idle: number;
  /** Words about each batch run. */
  readonly batchRuns: readonly string[];
  readonly load: number;
  /** Before the last batch run, of what no late event belongs to; and after it, of everything. */
  readonly before: readonly Comparison[];
  readonly after: readonly Comparison[];
  readonly growth: readonly Growth[];
}

const TITLE = '## Soak';
const RESULTS = join(import.meta.dirname, '../../bench/RESULTS.md');

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

export const isExact = (all: readonly Comparison[]): boolean =>
  all.every(({ missing, extra }) => missing.length + extra.length === 0);

const perMinute = (value: number | undefined): string =>
  value === undefined ? '–' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

/** The section as it stands in `bench/RESULTS.md`. */
export function soakSection(soak: Soak): string {
  const { events, growth, before, after } = soak;
  const lost = sum(after.map(({ missing }) => missing.length));
  const extra = sum(after.map((each) => each.extra.length));
  const views = after.map(({ view, expected, equal, missing, extra: more }) => [
    `\`${view}\``,
    ...[expected, equal, missing.length, more.length].map(whole),
  ]);
  const memory = growth.map(({ role, processes, most, median, fastest }) => [
    role,
    ...[whole(processes), whole(most), perMinute(median), perMinute(fastest)],
  ]);
  return `${TITLE}

\`${soak.command}\` at ${soak.revision}, ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, Node ${process.version}, ${cpus().length} cores with a load of ${soak.load.toFixed(1)} on average: other work ran beside it, so read counts, not speed.

- ${soak.minutes.toFixed(0)} minutes of events, silence included, and ${soak.drained.toFixed(1)} more until every view was complete.
- ${whole(sum(Object.values(events)))} events (${Object.entries(events)
    .map(([stream, count]) => `${whole(count)} ${stream}`)
    .join(', ')}), ${whole(soak.late)} of them hours too late.
- ${whole(soak.killed)} Lambda processes killed with SIGKILL; ${soak.scalings.join(', ')}; ${soak.idle.toFixed(1)} minutes of silence in the middle.
- Batch runs: ${soak.batchRuns.join('; ')}.
- By the speed layer alone, views without late events: ${isExact(before) ? 'exact' : '**not exact**'}, ${whole(sum(before.map(({ equal }) => equal)))} of ${whole(sum(before.map(({ expected }) => expected)))} rows and records.
- In the end: ${lost + extra === 0 ? `0 lost, 0 doubled, every row and record as the oracle has it` : `**${whole(lost)} missing or different, ${whole(extra)} that must not be there**`}.

${table(['view', 'expected', 'equal', 'missing', 'too many'], views)}

Resident memory, sampled every 15 seconds; growth in MB a minute by least squares, of processes that lived for five minutes beyond their first two. kinesis-mock keeps what it was sent for 24 hours and DynamoDB Local every item: they grow with what they hold.

${table(['process', 'looked at', 'most, MB', 'growth, middle one', 'growth, fastest'], memory)}
`;
}

/** Puts the section into `bench/RESULTS.md`, in place of the one that stands there. */
export function writeSection(section: string): void {
  const standing = readFileSync(RESULTS, 'utf8').split(/^(?=## )/m);
  const others = standing.filter((each) => !each.startsWith(`${TITLE}\n`));
  writeFileSync(RESULTS, `${others.join('').trimEnd()}\n\n${section}`);
}
