import type { CoverageStore, StoredCoverage } from '../../ports/coverage-store.ts';

/** Coverage in memory. */
export function memoryCoverageStore(): CoverageStore {
  const stored = new Map<string, StoredCoverage>();
  const read = (view: string): StoredCoverage =>
    stored.get(view) ?? { ranges: [], claims: [], version: 0 };
  return {
    read: async (view) => read(view),
    async replace(view, next, expected) {
      if (read(view).version !== expected) return false;
      stored.set(view, { ...next, version: expected + 1 });
      return true;
    },
  };
}
