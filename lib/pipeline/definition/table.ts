import type { KeyedFlow } from './operator.ts';

/** The last event of each key. */
export interface Table<E> {
  /** Where its rows come from; for tools. */
  readonly keyed: KeyedFlow;
  /** A record that lacks this field removes the row of its key; `null`: none does. */
  readonly removedWithout: (keyof E & string) | null;
}
