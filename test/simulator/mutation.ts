import type { ScaleExchangePorts } from '../../lib/cli/scale/scale-exchange.ts';
import type { Lake } from '../../lib/ports/lake.ts';
import type { Rewrite } from './cloud/dynamo.ts';
import type { Ports, StartSource } from './cloud/lanes.ts';
import type { World } from './cloud/world.ts';
import type { Caller } from './engine/network.ts';

/** Where a port stands, and for whom. */
export interface Place {
  readonly world: World;
  readonly who: Caller;
}

/** A change that makes the system worse, to see whether anybody notices. */
export interface Mutation {
  readonly ports?: (ports: Ports, place: Place) => Ports;
  /** Changes what is asked of DynamoDB, just before it is done. */
  readonly rewrite?: Rewrite;
  readonly lake?: (lake: Lake, place: Place) => Lake;
  readonly startSource?: (world: World) => StartSource;
  /** Changes what a function is told of the time that is left. */
  readonly remaining?: (left: () => number) => () => number;
  /** Changes what somebody works with who scales the exchange. */
  readonly scaling?: (ports: ScaleExchangePorts) => ScaleExchangePorts;
  /** Batches of one shard that a mapping has under way at once. */
  readonly parallelization?: number;
}
