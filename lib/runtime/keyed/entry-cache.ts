import type { StateStore } from '../../ports/state-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { decodeEntry, freshEntry, type KeyEntry, type KeyedStep } from './key-entry.ts';

/** A key of one of a view's states, and the steps that its entry has. */
export interface EntryKey {
  readonly owner: string;
  readonly key: string;
  readonly steps: readonly KeyedStep[];
  /** Whether anything of it can be in the store. */
  readonly isStateful: boolean;
}

/** Live states of keys that a task has used lately. */
export interface EntryCache {
  /** The entry of every key, read where it is not cached, created where there is none. */
  load(keys: readonly EntryKey[]): Promise<void>;
  /** Forgets what was used longest ago, if there is too much; not while an epoch is under way. */
  trim(): void;
  /** An entry that was loaded. */
  get(owner: string, key: string): KeyEntry | undefined;
  /** Forgets an entry, so that it is read again. */
  drop(entry: KeyEntry): void;
  clear(): void;
}

/** Most keys that a cache keeps between batches. */
export const MAX_CACHED_KEYS = 20_000;

/** About the most that they may take together, in characters of their stored form. */
export const MAX_CACHED_CHARACTERS = 64_000_000;

/** A cache of one task's keys. It holds what the task's last epoch left; see `rowCache`. */
export function entryCache(states: StateStore, task: TaskId): EntryCache {
  const cached = new Map<string, KeyEntry>();

  return {
    async load(keys) {
      const missing = new Map<string, EntryKey>();
      for (const each of keys) {
        const id = idOf(each);
        const entry = cached.get(id);
        if (entry === undefined) missing.set(id, each);
        else {
          cached.delete(id); // and set again: the order of a Map is the order of last use
          cached.set(id, entry);
        }
      }
      const wanted = [...missing.values()].filter(({ isStateful }) => isStateful);
      const stored = wanted.length === 0 ? [] : await states.read(task, wanted);
      for (const { owner, key, state } of stored) {
        const { steps } = missing.get(idOf({ owner, key })) ?? { steps: [] };
        cached.set(idOf({ owner, key }), decodeEntry(owner, key, state, steps));
      }
      for (const [id, { owner, key, steps }] of missing) {
        if (!cached.has(id)) cached.set(id, freshEntry(owner, key, steps.length));
      }
    },
    trim() {
      let characters = 0;
      for (const { size } of cached.values()) characters += size;
      for (const [id, { size }] of cached) {
        if (cached.size <= MAX_CACHED_KEYS && characters <= MAX_CACHED_CHARACTERS) break;
        characters -= size;
        cached.delete(id);
      }
    },
    get: (owner, key) => cached.get(idOf({ owner, key })),
    drop: (entry) => void cached.delete(idOf(entry)),
    clear: () => cached.clear(),
  };
}

const idOf = ({ owner, key }: { readonly owner: string; readonly key: string }): string =>
  `${owner}\n${key}`;
