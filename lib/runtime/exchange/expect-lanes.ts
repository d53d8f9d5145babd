import type { Exchange } from '../../ports/exchange.ts';
import type { Topology } from '../../ports/topology.ts';
import { type LaneBoard, unheard } from './lane-board.ts';
import type { ExchangeProgress } from './progress.ts';

/** A lane, and the stream that it reads; `null` if it is the exchange lane itself. */
export interface ExpectedLane {
  readonly lane: string;
  readonly stream: string | null;
}

export interface ExpectPorts {
  readonly topology: Pick<Topology, 'shards'>;
  readonly exchange: Pick<Exchange, 'shards'>;
}

/** The board with a place for each shard of lanes that were never heard of: so they hold time back. */
export async function expectLanes(
  { board: known, slots }: Pick<ExchangeProgress, 'board' | 'slots'>,
  lanes: readonly ExpectedLane[],
  { topology, exchange }: ExpectPorts,
): Promise<LaneBoard> {
  const board = { ...known };
  for (const { lane, stream } of lanes) {
    if (board[lane] !== undefined) continue;
    const shards = await (stream === null ? exchange.shards() : topology.shards(stream));
    board[lane] = Object.fromEntries(shards.map(({ id }) => [id, [unheard(slots)]]));
  }
  return board;
}
