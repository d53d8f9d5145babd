/** A shard, and the shards that it was split or merged from. */
export interface Shard {
  readonly id: string;
  readonly parents: readonly string[];
  /** Whether it takes no more records. */
  readonly closed: boolean;
}

/** Tells whether events of a partition key belong to a shard, by its range of hash keys. */
export type BelongsHere = (partitionKey: string) => boolean;

/** The shards of streams, closed ones within retention included. */
export interface Topology {
  /** @param stream - Name of the stream in the pipeline. */
  shards(stream: string): Promise<readonly Shard[]>;
  /** @returns What judges the keys of a shard; it remembers what it was asked. */
  membership(stream: string, shard: string): Promise<BelongsHere>;
}
