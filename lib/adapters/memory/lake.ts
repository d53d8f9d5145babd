import type { Lake, LakeRemover, LakeRewriter, ObjectMetadata } from '../../ports/lake.ts';

interface Stored {
  readonly bytes: Uint8Array;
  readonly metadata: ObjectMetadata;
}

/** A lake that also forgets. */
export type MemoryLake = Lake & LakeRemover & LakeRewriter;

/** A lake in this process. */
export function memoryLake(): MemoryLake {
  const objects = new Map<string, Stored>();
  return {
    async createObject(name, bytes, metadata) {
      const stored = objects.get(name);
      if (stored !== undefined) return { taken: { ...stored.metadata } };
      objects.set(name, { bytes: bytes.slice(), metadata: { ...metadata } });
      return 'created';
    },

    async readMetadata(name) {
      const stored = objects.get(name);
      return stored && { ...stored.metadata };
    },

    async read(name, range) {
      return objects.get(name)?.bytes.slice(range?.start, range?.end);
    },

    async replace(name, bytes, metadata) {
      objects.set(name, { bytes: bytes.slice(), metadata: { ...metadata } });
    },

    async remove(names) {
      for (const name of names) objects.delete(name);
    },

    async *list(prefix, { after = '', limit = Number.POSITIVE_INFINITY } = {}) {
      const names = [...objects.keys()].filter((name) => name.startsWith(prefix));
      let given = 0;
      for (const name of names.sort(byBytes)) {
        if (byBytes(name, after) <= 0) continue;
        if (++given > limit) return;
        yield { name, size: objects.get(name)?.bytes.length ?? 0 };
      }
    },
  };
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
