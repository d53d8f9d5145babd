import { compareVersions } from './compare-versions.ts';

/** What a version changed. */
export interface Release {
  readonly version: string;
  readonly entries: readonly string[];
  /** Those of the entries that invalidate something, and say what to do. */
  readonly breaking: readonly string[];
}

/**
 * The sections of a changelog after one version and up to another, oldest first.
 *
 * @param after - `undefined` for the beginning.
 */
export function releasesBetween(
  changelog: string,
  { after, upTo }: { readonly after: string | undefined; readonly upTo: string },
): Release[] {
  const [, ...sections] = changelog.split(/^## (?=\d+\.\d+\.\d+)/m);
  return sections
    .map(releaseOf)
    .filter(({ version }) => after === undefined || compareVersions(version, after) > 0)
    .filter(({ version }) => compareVersions(version, upTo) <= 0)
    .sort((a, b) => compareVersions(a.version, b.version));
}

function releaseOf(section: string): Release {
  const [version = ''] = /^\d+\.\d+\.\d+(?:-[\w.]+)?/.exec(section) ?? [];
  const [, ...items] = section.split(/^- /m);
  const entries = items.map((item) =>
    item
      .trim()
      .split('\n')
      .map((line) => line.trim())
      .join(' '),
  );
  return { version, entries, breaking: entries.filter((entry) => entry.includes('**Breaking**')) };
}
