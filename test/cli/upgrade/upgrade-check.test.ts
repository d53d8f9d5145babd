import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeWithoutEffects } from '../../../lib/adapters/dynamodb/head-codec.ts';
import { FILE_VERSION } from '../../../lib/adapters/parquet/file-about.ts';
import { upgradeCheckCommand } from '../../../lib/cli/commands/upgrade-check.ts';
import { releasesBetween } from '../../../lib/cli/upgrade/changelog.ts';
import type { DeployedVersion } from '../../../lib/cli/upgrade/check-upgrade.ts';
import { compareVersions } from '../../../lib/cli/upgrade/compare-versions.ts';
import {
  formatsIn,
  formatsText,
  STORED_FORMATS,
} from '../../../lib/pipeline/deployed/stored-formats.ts';
import type { Difference } from '../../../lib/pipeline/plan/compare-deployed.ts';
import { cliOf } from '../../support/cli/run-cli.ts';
import { market } from '../../support/definitions/market.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CHANGELOG = `# Changelog

## 0.10.0, unreleased

- Faster.
- **Breaking**: rows are
  other rows; deploy twice.

## 0.9.0

- Slower.

## 0.2.0

- Old.
`;
const SAME: DeployedVersion = { version: '0.10.0', formats: { lake: 1 }, differences: [] };
const changed: Difference = {
  ...{ kind: 'view changed' as const, name: 'by_country', stops: true, says: 'it would stop' },
};

const check = (deployed: DeployedVersion | undefined, ...options: string[]) =>
  cliOf((terminal) => [
    upgradeCheckCommand(
      { terminal },
      {
        load: async () => market,
        deployed: async () => deployed,
        installed: () => ({ version: '0.10.0', formats: { lake: 1 }, changelog: CHANGELOG }),
      },
    ),
  ])('upgrade-check', '--stage', 'prod', ...options);

describe('upgrade-check', () => {
  test('has nothing to say of the version that is deployed', async () => {
    expect(await check(SAME)).toEqual({
      ...{ exitCode: 0, out: [], err: ['stage prod has this version and this definition'] },
    });
    expect(await check(undefined)).toMatchObject({ exitCode: 0, out: [] });
  });

  test('lists what came between, what is breaking first, and lets it pass when it is done', async () => {
    const deployed = { ...SAME, version: '0.2.0' };

    const refused = await check(deployed);
    const passed = await check(deployed, '--breaking-read');

    expect(refused.out).toEqual([
      'version: 0.2.0 is deployed, 0.10.0 would be',
      'breaking: 0.10.0: **Breaking**: rows are other rows; deploy twice.',
      'change: 0.9.0: Slower.',
      'change: 0.10.0: Faster.',
    ]);
    expect(refused.exitCode).toBe(1);
    expect(passed).toEqual({ ...refused, exitCode: 0, err: [] });
  });

  test.each<[string, Partial<DeployedVersion>, RegExp]>([
    ['a newer version', { version: '0.11.0-rc.1' }, /0\.10\.0 is older; install 0\.11\.0-rc\.1/],
    ['a newer form', { formats: { lake: 2 } }, /^format: lake: version 2 .* reads at most 1;/],
    ['a form that is not known', { formats: { tea: 1 } }, /^format: tea: .* reads none;/],
    ['another meaning', { differences: [changed] }, /^definition: view changed: by_country: it/],
  ])('refuses to go over %s', async (_name, more, line) => {
    const { exitCode, out, err } = await check({ ...SAME, ...more }, '--breaking-read');

    expect(exitCode).toBe(1);
    expect(out).toEqual([expect.stringMatching(line)]);
    expect(err).toEqual([expect.stringMatching(/^upgrade-check: .*one finding that need/)]);
  });

  test('says that there is no way back from an older form, as data too', async () => {
    const { exitCode, out } = await check({ ...SAME, formats: { lake: 0 } }, '--json');

    expect(exitCode).toBe(0);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      { kind: 'format', stops: false, says: expect.stringContaining('no way back') },
    ]);
  });

  test('lists everything where the deployed version is not known', async () => {
    const { out } = await check({ ...SAME, version: undefined });

    expect(out[0]).toMatch(/^version: what is deployed does not say its version/);
    expect(out).toHaveLength(5);
  });

  test('finds the entries of our own changelog', () => {
    const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
    const [first] = releasesBetween(changelog, { after: undefined, upTo: '0.1.0' });

    expect(first?.entries.length).toBeGreaterThan(50);
    expect(first?.breaking.length).toBeGreaterThan(2);
  });
});

describe('compareVersions', () => {
  const ORDER = ['0.1.0', '0.2.0-rc.2', '0.2.0-rc.10', '0.2.0', '0.9.1', '0.10.0', '1.0.0'];

  test('orders versions as semantic versions are', () => {
    const shuffled = fc.shuffledSubarray(ORDER, { minLength: ORDER.length });
    fc.assert(
      fc.property(shuffled, (versions) => {
        expect(versions.toSorted(compareVersions)).toEqual(ORDER);
      }),
    );
  });
});

describe('STORED_FORMATS', () => {
  const source = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
  const newest = (text: string): number =>
    Math.max(...[...text.matchAll(/\bv(?:ersion)?: (?:\d+ \| )*(\d+)/g)].map(([, v]) => Number(v)));

  test('are the versions that are written', () => {
    const head = zstdDecompressSync(
      encodeWithoutEffects({
        generation: 1,
        epoch: 1,
        fingerprints: {},
        progress: {},
        effects: [],
      } as never),
    );

    expect(STORED_FORMATS).toEqual({
      heads: JSON.parse(head.toString()).v,
      accumulators: 1,
      states: newest(source('lib/runtime/keyed/key-entry.ts')),
      lake: Number(FILE_VERSION),
      batch: newest(source('lib/runtime/batch/protocol.ts')),
    });
  });

  test('are read from the output that holds them', () => {
    expect(formatsIn(formatsText())).toEqual(STORED_FORMATS);
    expect(formatsIn('lake=x, heads=2; lake=3')).toEqual({ lake: 3 });
  });
});
