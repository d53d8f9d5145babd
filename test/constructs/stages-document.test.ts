import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { CONTEXT_KEYS } from '../../lib/constructs/app-context.ts';
import { LAKE_DEFAULTS } from '../../lib/constructs/lake-bucket.ts';
import type { Capacity, StageConfig } from '../../lib/constructs/stage-config.ts';
import { STAGES } from '../../lib/constructs/stages.ts';
import { LAKE_PREFIXES } from '../../lib/pipeline/deployed/lake-prefixes.ts';

const document = readFileSync(
  join(import.meta.dirname, '..', '..', 'docs', 'deploying.md'),
  'utf8',
);

const shards = (capacity: Capacity): string =>
  capacity.mode === 'provisioned' ? String(capacity.shards) : 'on demand';
const time = (duration: Duration): string =>
  duration.toHours() > 24 ? `${duration.toDays()} d` : `${duration.toHours()} h`;
const yes = (is: boolean): string => (is ? 'yes' : 'no');

const ROWS: readonly (readonly [string, (stage: StageConfig) => string])[] = [
  [
    'shards per stream, of the exchange',
    (stage) => `${shards(stage.sourceCapacity)}, ${shards(stage.exchangeCapacity)}`,
  ],
  ['records can be read again for', (stage) => time(stage.streamRetention)],
  ['a failing batch is given up after', (stage) => time(stage.maxRecordAge)],
  [
    'a reader of its own for lanes without a batching window',
    (stage) => yes(stage.dedicatedReaders),
  ],
  ['encryption with a KMS key of the deployment', (stage) => yes(stage.encryption === 'own-key')],
  ['point-in-time recovery of tables', (stage) => yes(stage.pointInTimeRecovery)],
  ['deletion protection of tables and stacks', (stage) => yes(stage.deletionProtection)],
  [
    'versions of lake objects',
    (stage) => (stage.keepLakeVersions ? `${LAKE_DEFAULTS.oldVersionsForDays} days` : 'no'),
  ],
  ['access logs of the lake', (stage) => yes(stage.accessLogs)],
  ['logs are kept for', (stage) => `${stage.logRetention} d`],
  ['traces, alarms', (stage) => yes(stage.tracing && stage.alarms)],
  ['tasks of a batch run at once', (stage) => `${stage.batchConcurrency}`],
  [
    'windows are computed again by themselves',
    ({ dailyBatch: daily }) =>
      daily === undefined ? 'no' : `those of ${daily.days} days, at ${daily.hour} h UTC`,
  ],
  ['small objects of the lake are compacted', (stage) => (stage.compaction ? 'every hour' : 'no')],
  ['tables of the lake for Athena', (stage) => yes(stage.lakeTables)],
  ['`cdk destroy` deletes data', (stage) => yes(stage.onDestroy === RemovalPolicy.DESTROY)],
];

describe('docs/deploying.md', () => {
  test.each(ROWS)('says of every stage, as it is: %s', (title, cell) => {
    const cells = Object.values(STAGES).map(cell);

    expect(document).toContain(`| ${title} | ${cells.join(' | ')} |\n`);
  });

  test('names every stage, every context key and every prefix of the lake', () => {
    const names = [
      `| | ${Object.keys(STAGES)
        .map((name) => `\`${name}\``)
        .join(' | ')} |`,
      ...Object.values(CONTEXT_KEYS).map((key) => `| \`${key}=`),
      ...Object.values(LAKE_PREFIXES).map((prefix) => `| \`${prefix}\` |`),
    ];

    for (const name of names) expect(document).toContain(name);
  });
});
