import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Lake, ObjectMetadata } from '../../lib/ports/lake.ts';

/** A lake in a folder, for engines that read files. What it says of its objects is in `index.json`. */
export function folderLake(folder: string): Lake & { save(): void } {
  const index = join(folder, 'index.json');
  const known = new Map<string, ObjectMetadata>(
    existsSync(index)
      ? Object.entries(JSON.parse(readFileSync(index, 'utf8')) as Record<string, ObjectMetadata>)
      : [],
  );
  const pathOf = (name: string): string => join(folder, name);
  return {
    async createObject(name, bytes, metadata) {
      const taken = known.get(name);
      if (taken !== undefined) return { taken };
      mkdirSync(dirname(pathOf(name)), { recursive: true });
      writeFileSync(pathOf(name), bytes);
      known.set(name, metadata);
      return 'created';
    },
    readMetadata: async (name) => known.get(name),
    async read(name, range) {
      if (!known.has(name)) return undefined;
      if (range === undefined) return readFileSync(pathOf(name));
      const file = await open(pathOf(name));
      const { buffer } = await file.read({
        ...{ buffer: Buffer.alloc(range.end - range.start), position: range.start },
      });
      await file.close();
      return buffer;
    },
    async *list(prefix, { after = '', limit = Number.POSITIVE_INFINITY } = {}) {
      const names = [...known.keys()].filter((name) => name.startsWith(prefix) && name > after);
      for (const name of names.sort().slice(0, limit)) {
        yield { name, size: statSync(pathOf(name)).size };
      }
    },
    save: () => writeFileSync(index, JSON.stringify(Object.fromEntries(known))),
  };
}
