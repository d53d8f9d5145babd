/** Stored in place of the end of time, which is no number. Milliseconds. */
export const RETIRED = 8.64e15;

/** Key of the item that says how far one task has brought a view. */
export const watermarkItemKey = (view: string, shard: string) => ({
  pk: { S: `${view}#@watermark` },
  sk: { S: shard },
});
