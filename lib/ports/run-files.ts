import type { Json } from '../core/aggregators/aggregator.ts';

/**
 * What batch runs write down: JSON under names, each written once and never changed.
 *
 * What a name holds is one type for ever, so whoever reads it says which.
 *
 * Contract:
 * 1. Of all `create` of one name the first that is done counts: everybody is given what it wrote.
 * 2. `read` sees every creation that has been answered; `undefined` means there is none.
 */
export interface RunFiles {
  create<T extends Json>(name: string, content: T): Promise<T>;
  read<T extends Json>(name: string): Promise<T | undefined>;
}
