/** Order of semantic versions: negative if `a` comes before `b`; a prerelease comes before its release. */
export function compareVersions(a: string, b: string): number {
  const [coreA = '', beforeA] = split(a);
  const [coreB = '', beforeB] = split(b);
  const core = coreA.localeCompare(coreB, 'en', { numeric: true });
  if (core !== 0 || beforeA === beforeB) return core;
  if (beforeA === undefined) return 1;
  if (beforeB === undefined) return -1;
  return beforeA.localeCompare(beforeB, 'en', { numeric: true });
}

const split = (version: string): string[] => version.split(/-(.*)/s, 2);
