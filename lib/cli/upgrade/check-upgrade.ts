import type { Difference } from '../../pipeline/plan/compare-deployed.ts';
import { differenceLine } from '../explain-against.ts';
import { releasesBetween } from './changelog.ts';
import { compareVersions } from './compare-versions.ts';

/** What is deployed. */
export interface DeployedVersion {
  /** Of this package; `undefined` where it was deployed before it was said. */
  readonly version: string | undefined;
  /** Newest versions of what it stores, by name. */
  readonly formats: Readonly<Record<string, number>>;
  /** In what the definition, under the installed version, differs from the state that is there. */
  readonly differences: readonly Difference[];
}

/** What is installed. */
export interface InstalledVersion {
  readonly version: string;
  readonly formats: Readonly<Record<string, number>>;
  readonly changelog: string;
}

/** Something that deploying the installed version changes. */
export interface Finding {
  readonly kind: 'version' | 'format' | 'definition' | 'breaking' | 'change';
  /** Whether deploying has to wait until something is done. */
  readonly stops: boolean;
  readonly says: string;
}

/** What deploying an installed version would change, in the order in which it matters. */
export function checkUpgrade(deployed: DeployedVersion, installed: InstalledVersion): Finding[] {
  const releases = releasesBetween(installed.changelog, {
    ...{ after: deployed.version, upTo: installed.version },
  });
  return [
    ...versionFinding(deployed.version, installed.version),
    ...formatFindings(deployed.formats, installed.formats),
    ...deployed.differences.map(
      (each): Finding => ({
        ...{ kind: 'definition', stops: each.stops, says: differenceLine(each) },
      }),
    ),
    ...releases.flatMap(({ version, breaking }) =>
      breaking.map(
        (entry): Finding => ({
          ...{ kind: 'breaking', stops: true, says: `${version}: ${entry}` },
        }),
      ),
    ),
    ...releases.flatMap(({ version, entries, breaking }) =>
      entries
        .filter((entry) => !breaking.includes(entry))
        .map(
          (entry): Finding => ({
            ...{ kind: 'change', stops: false, says: `${version}: ${entry}` },
          }),
        ),
    ),
  ];
}

function versionFinding(deployed: string | undefined, installed: string): Finding[] {
  if (deployed === installed) return [];
  if (deployed === undefined) {
    const says = `what is deployed does not say its version; ${installed} would be deployed, so all of its changes are listed`;
    return [{ kind: 'version', stops: false, says }];
  }
  const isBack = compareVersions(installed, deployed) < 0;
  const says = isBack
    ? `${deployed} is deployed, and ${installed} is older; install ${deployed} or newer`
    : `${deployed} is deployed, ${installed} would be`;
  return [{ kind: 'version', stops: isBack, says }];
}

function formatFindings(
  deployed: DeployedVersion['formats'],
  installed: InstalledVersion['formats'],
): Finding[] {
  const names = [...new Set([...Object.keys(deployed), ...Object.keys(installed)])].sort();
  return names.flatMap((name): Finding[] => {
    const [before, after] = [deployed[name], installed[name]];
    if (before === undefined || before === after) return [];
    if (after === undefined || after < before) {
      const says = `${name}: version ${before} is stored, and this version reads ${after === undefined ? 'none' : `at most ${after}`}; install the version that is deployed, or a newer one`;
      return [{ kind: 'format', stops: true, says }];
    }
    const says = `${name}: version ${before} is stored and will be read; version ${after} will be written, which versions before do not read, so there is no way back`;
    return [{ kind: 'format', stops: false, says }];
  });
}
