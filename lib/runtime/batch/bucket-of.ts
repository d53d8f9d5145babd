import { slotOf } from '../../core/slots.ts';

/** The part of a batch run's results that a row belongs to, of so many. The same for all windows of a key. */
export const bucketOf = (view: string, key: string, buckets: number): number =>
  slotOf(view, key) % buckets;
