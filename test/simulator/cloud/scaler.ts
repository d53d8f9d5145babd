import { dynamoExchangeLayout } from '../../../lib/adapters/dynamodb/exchange-layout.ts';
import { markedProgress } from '../../../lib/adapters/dynamodb/lane-progress.ts';
import { kinesisExchange } from '../../../lib/adapters/kinesis/exchange.ts';
import { sendersLevels } from '../../../lib/cli/scale/deployed-levels.ts';
import { type ScaleExchangePorts, scaleExchange } from '../../../lib/cli/scale/scale-exchange.ts';
import { UsageError } from '../../../lib/cli/usage-error.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import type { Mutation } from '../mutation.ts';
import { simulatedLake } from '../ports/lake.ts';
import { shops } from '../scenario/shop.ts';
import { dynamoClientIn, TABLES } from './dynamo.ts';
import { isSimulated, newCaller } from './functions.ts';
import { kinesisClientIn, STREAMS } from './kinesis.ts';
import type { World } from './world.ts';

/** Shards, closed ones included, with which an exchange is left as it is. */
const MOST_SHARDS = 40;

/** How long it takes until somebody who scales gives up. Virtual milliseconds. */
const PATIENCE = 120_000;

/** How long Kinesis needs for one shard at most. Virtual milliseconds. */
const SLOWNESS = 3_000;

/** Hash keys of half of an exchange. */
const HALF = 1n << 127n;

class GivenUp extends Error {}

/** Somebody who scales the exchange, as `millrace scale exchange` does, or splits one of its shards. */
export interface Scaler {
  scale(wanted: number): void;
  reshard(kind: 'split' | 'merge', which: number): void;
}

/**
 * @param failed - Told of errors that the simulator did not make.
 */
export function scalerIn(
  world: World,
  { scaling = (ports) => ports }: Pick<Mutation, 'scaling'>,
  failed: (error: unknown) => void,
): Scaler {
  const { network, source, exchange, dynamo, lake, scenario } = world;
  const { clock, chance, tell } = network;
  const who = newCaller('scaler');
  const kinesis = kinesisClientIn({ network, who, source, exchange });
  const dynamodb = dynamoClientIn({ network, who, dynamo });
  const now = () => clock.now;
  const pause = (ms: number): Promise<void> => new Promise((done) => clock.after(ms, done));
  const open = () => exchange.shards.filter(({ isClosed }) => !isClosed);
  // small heads hold few messages, of which there is one for each range
  const mostShards = Number.isFinite(scenario.headCharacters) ? 4 : 16;
  let isBusy = false;
  let changing = 0;

  async function change(to: number): Promise<void> {
    const before = open().length;
    const isSplit = to > before;
    changing++;
    for (let i = 0; i < Math.abs(to - before); i++) {
      await pause(1 + chance.pick('delay', SLOWNESS));
      exchange.reshard(isSplit ? 'split' : 'merge', isSplit ? 2 * i : i);
    }
    changing--;
  }

  async function attempt(wanted: number, until: number): Promise<void> {
    const { name: pipeline } = shops.whole;
    const about = { pipeline, dynamodb, kinesis, stateTable: TABLES.state };
    const progress = markedProgress({
      ...{ ...about, lake: simulatedLake({ network, who }, lake) },
      streams: { sales: STREAMS.source },
      exchangeStream: STREAMS.exchange,
    });
    const ports: ScaleExchangePorts = {
      stream: {
        read: async () => ({
          open: open().length,
          isSettled: changing === 0,
          isOnDemand: false,
        }),
        change: async (to) => void change(to),
      },
      shards: kinesisExchange(kinesis, STREAMS.exchange).shards,
      layout: dynamoExchangeLayout(dynamodb, TABLES.state, { pipeline, now }),
      levels: () => sendersLevels(planOf(shops[world.extent]), progress),
      async wait() {
        if (now() > until) throw new GivenUp();
        await pause(1_000);
      },
      progress: (text) => tell(() => text),
    };
    await scaleExchange(wanted, scaling(ports));
  }

  async function scale(wanted: number): Promise<void> {
    const until = now() + PATIENCE;
    for (let isDone = false; !isDone; ) {
      try {
        await attempt(wanted, until);
        isDone = true;
      } catch (error) {
        isDone = error instanceof GivenUp || error instanceof UsageError;
        if (!isDone && !isSimulated(error)) throw error;
      }
    }
  }

  const isFree = () => !isBusy && changing === 0 && exchange.shards.length < MOST_SHARDS;

  return {
    /** Asks for so many shards, until they are there or patience is at its end. */
    scale(wanted) {
      if (!isFree()) return;
      isBusy = true;
      scale(Math.min(wanted, mostShards))
        .catch(failed)
        .finally(() => {
          isBusy = false;
        });
    },
    /** Splits or merges what may be without telling the lanes, which address quarters at first. */
    reshard(kind, which) {
      if (!isFree() || scenario.level !== undefined) return;
      const shards = open().toSorted((a, b) => (a.from < b.from ? -1 : 1));
      const { from, to } = shards[which % shards.length] ?? { from: 0n, to: 0n };
      if (kind === 'merge' || to - from >= HALF) exchange.reshard(kind, which);
    },
  };
}
