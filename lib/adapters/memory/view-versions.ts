import type { ActiveVersion, ViewVersions } from '../../ports/view-versions.ts';

/** Active versions in memory. */
export function memoryViewVersions(): ViewVersions {
  const active = new Map<string, ActiveVersion>();
  return {
    active: async (view) => active.get(view),
    async switchTo({ view, from, to, at }) {
      if (active.get(view)?.version !== from) return false;
      active.set(view, { version: to, before: from ?? null, since: at });
      return true;
    },
  };
}
