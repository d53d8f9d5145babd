import type { Lake } from '../../../lib/ports/lake.ts';
import type { Caller, Network } from '../engine/network.ts';

/** A lake whose every request may fail, be lost, or land late. */
export const simulatedLake = (
  { network, who }: { network: Network; who: Caller },
  lake: MemoryLake,
): Lake => ({
  createObject: (name, bytes, metadata) =>
    network.call(who, `PutObject ${name}`, () => lake.create(name, bytes, metadata)),
  readMetadata: (name) => network.call(who, `HeadObject ${name}`, () => lake.metadata(name)),
  read: (name) => network.call(who, `GetObject ${name}`, () => lake.bytes(name)),
  async *list(prefix, options = {}) {
    yield* await network.call(who, `ListObjectsV2 ${prefix}`, () => lake.list(prefix, options));
  },
});

type Metadata = Readonly<Record<string, string>>;

/** Objects that are created only, or, for whoever wants to see what that is good for, replaced. */
export interface MemoryLake {
  create(name: string, bytes: Uint8Array, metadata: Metadata): 'created' | { taken: Metadata };
  replace(name: string, bytes: Uint8Array, metadata: Metadata): void;
  metadata(name: string): Metadata | undefined;
  bytes(name: string): Uint8Array | undefined;
  list(
    prefix: string,
    options: { readonly after?: string; readonly limit?: number },
  ): { readonly name: string; readonly size: number }[];
}

export function memoryLake(): MemoryLake {
  const objects = new Map<string, { readonly bytes: Uint8Array; readonly metadata: Metadata }>();
  return {
    create(name, bytes, metadata) {
      const taken = objects.get(name)?.metadata;
      if (taken !== undefined) return { taken };
      objects.set(name, { bytes, metadata });
      return 'created';
    },
    replace: (name, bytes, metadata) => void objects.set(name, { bytes, metadata }),
    metadata: (name) => objects.get(name)?.metadata,
    bytes: (name) => objects.get(name)?.bytes,
    list: (prefix, { after = '', limit = Infinity }) =>
      [...objects]
        .filter(([name]) => name.startsWith(prefix) && name > after)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([name, { bytes }]) => ({ name, size: bytes.length })),
  };
}
