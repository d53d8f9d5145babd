import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { memoryViewVersions } from '../../lib/adapters/memory/view-versions.ts';
import { queryCommand } from '../../lib/cli/commands/query.ts';
import { runCommand } from '../../lib/cli/commands/run.ts';
import { heartbeatText } from '../../lib/core/heartbeat.ts';
import { viewId } from '../../lib/pipeline/definition/view-id.ts';
import { memoryPlatform } from '../../lib/testing/memory-platform.ts';
import { cliOf } from '../support/cli/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { kinds } from './definitions/every-kind.ts';

const FOLDER = temporaryFolder();
const DEFINITION = join(import.meta.dirname, 'definitions/every-kind.ts');
const STREAMS = ['acts', 'pays'] as const;

const act = (at: string, user: string, type: string, more = {}): string =>
  JSON.stringify({
    ...{ user, type, price: 12.5, at: `2026-03-01T${at}Z`, due: '2026-04-01T00:00:00Z', n: 3 },
    ...{ long: 1, real: 0.1, flag: true, any: { units: 1, scale: 2, b: [1, null] } },
    ...more,
  });
const ACTS = [
  act('10:00:00.000', 'ada|x', 'cart', { note: 'a,"b"', time: 7, status: 'own' }),
  act('10:20:00.000', 'ada|x', 'buy', { n: 9, note: '=1+1' }),
  act('10:50:00.000', 'ada|x', 'buy', { any: 'text', price: 0.01 }),
  act('10:20:30.000', 'ada|x', 'cart', { real: -1.5e-9, any: [1, '2'] }),
  act('13:00:00.000', 'bob', 'cart', { flag: false, any: null }),
  act('13:00:01.000', 'bob', 'buy'),
];
const PAYS = [act('10:21:00.000', 'ada|x', 'cash')];
const END = Date.parse('2026-03-09T00:00:00Z');

const inputs = [ACTS, PAYS].map((lines, i) => {
  const path = join(FOLDER, `${STREAMS[i]}.ndjson`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return `${STREAMS[i]}=${path}`;
});
const run = cliOf((terminal) => [runCommand({ terminal })]);

/** What is deployed of the same events, read as `query` reads it. */
async function openDeployed() {
  const platform = memoryPlatform(kinds, new Map(STREAMS.map((name) => [name, [`${name}:0`]])));
  let sequence = 0;
  const take = (stream: string, text: string, partitionKey: string) => {
    const data = new TextEncoder().encode(text);
    const at = { sequence: String(++sequence), sub: 0, arrival: END, partitionKey };
    return platform.take(stream, `${stream}:0`, [{ ...at, data, start: 0, end: data.length }]);
  };
  for (const [i, lines] of [ACTS, PAYS].entries()) {
    for (const line of lines) await take(STREAMS[i] ?? '', line, JSON.parse(line).user);
  }
  for (const stream of STREAMS) {
    await take(stream, heartbeatText({ at: END }), 'heartbeat');
  }
  return platform;
}

/** A line without what only one of both knows: `run` serves nobody, and readers are told of no panes. */
const bare = (line: string): string =>
  line.replace(
    /,"(?:pane|rowPane)":"(?:early|onTime|late)"|(?:,"(?:status|rowStatus)":"(?:open|closed|verified)")?,"updatedAt":(?:"[^"]*"|null)/,
    '',
  );

/** What stands behind the values of a row of a window: pane or status, and what is capped. */
const OWN_CELLS =
  /,(?:pane|rowPane|status|rowStatus|onTime|early|late|open|closed),(capped|[a-z ]*)\r$/;

/** The last line of each row, if it is not gone; all records. */
function kept(lines: readonly string[]): string[] {
  const byRow = new Map(
    lines.map((line, i) => {
      const { windowStart, key } = JSON.parse(line) as { windowStart?: string; key: string };
      return [windowStart === undefined ? `${i}` : `${key} ${windowStart}`, line];
    }),
  );
  return [...byRow.values()].filter((line) => !line.endsWith(',"retracted":true}'));
}

describe('results of one definition', () => {
  let platform: Awaited<ReturnType<typeof openDeployed>>;
  beforeAll(async () => {
    platform = await openDeployed();
  });

  const query = cliOf((terminal) => [
    queryCommand(
      { terminal },
      {
        load: async () => kinds,
        open: async () => ({
          ...{ reader: platform.reader, reached: async () => END, covered: async () => [] },
          ...{ versions: memoryViewVersions(), troubles: async () => [] },
        }),
      },
    ),
  ]);
  async function queried(view: string, format: string): Promise<readonly string[]> {
    const keys = [...platform.keysOf(view)];
    const args = ['query', view, '--from', '0001-01-01', format];
    const all = await Promise.all(keys.map((key) => query(...args, '--key', key)));
    return all.flatMap(({ out }) => out);
  }
  const printed = (view: string, format: string) =>
    run('run', DEFINITION, format, '--view', view, '--input', ...inputs);

  test.each(kinds.views.map(viewId))('%s is one JSON in run and query', async (view) => {
    const { out, err } = await printed(view, '--json');
    const read = await queried(view, '--json');

    expect(err.join('\n')).not.toMatch(/^run:/m);
    expect(read).not.toEqual([]);
    expect(kept(out).map(bare).sort()).toEqual(read.map(bare).sort());
  });

  test.each(kinds.views.map(viewId))('%s is one CSV in run and query', async (view) => {
    const { out } = await printed(view, '--csv');
    const read = await queried(view, '--csv');

    const common = (lines: readonly string[]) =>
      [...new Set(lines.map((line) => line.replace(OWN_CELLS, '')))].sort();
    expect(read.length).toBeGreaterThan(1);
    expect(common(out)).toEqual(expect.arrayContaining(common(read)));
  });

  test('are shown in docs/rows.md as examples print them', () => {
    const root = join(import.meta.dirname, '../..');
    const page = readFileSync(join(root, 'docs/rows.md'), 'utf8');
    const shown = /```ndjson\n([\s\S]*?)\n```/.exec(page)?.[1]?.split('\n') ?? [];
    const examples = readdirSync(join(root, 'examples')).filter((name) => /^\d\d-/.test(name));
    const given = examples.flatMap((name) =>
      readFileSync(join(root, 'examples', name, 'expected.ndjson'), 'utf8').split('\n'),
    );

    expect(shown).toHaveLength(2);
    expect(given).toEqual(expect.arrayContaining(shown));
  });
});
