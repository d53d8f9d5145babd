/** A shard, and the shards that it was split or merged from. */
export interface Shard {
  readonly id: string;
  readonly parents: readonly string[];
  /** Whether it takes no more records. */
  readonly closed: boolean;
}

/** The shards of streams, closed ones within retention included. */
export interface Topology {
  /** @param stream - Name of the stream in the pipeline. */
  shards(stream: string): Promise<readonly Shard[]>;
}
