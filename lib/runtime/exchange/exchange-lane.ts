import type { Budget } from '../../ports/budget.ts';
import type { ExchangeMessage } from '../../ports/effects.ts';
import type { HeadStore } from '../../ports/head-store.ts';
import { epochLog } from '../epoch/epoch-log.ts';
import { inSendingOrder } from '../in-order.ts';
import { bucketShard } from './buckets.ts';
import { type ExchangeInput, MAX_TIMERS } from './exchange-input.ts';
import {
  type ExchangeInputs,
  type ExchangePorts,
  type ExchangeProgress,
  exchangeStage,
} from './exchange-stage.ts';
import { itemsOf } from './lane-board.ts';

/** The exchange stage of a pipeline. */
export interface ExchangeLane extends ExchangeInputs {
  readonly name: string;
}

/** Takes messages, from any shard of the exchange stream. */
export interface RunningExchangeLane {
  /**
   * Takes messages exactly once, those of one bucket in their order, as many as the budget allows.
   *
   * @returns The first message that was not taken whole, if time was up: it has to come again, with
   *   all behind it.
   * @throws Whatever a port throws; nothing is lost then, and the messages may be given again.
   */
  take(messages: readonly ExchangeMessage[], budget?: Budget): Promise<ExchangeMessage | undefined>;
}

/**
 * The exchange stage on its ports.
 *
 * A task is a bucket, not a shard of the exchange stream: so that stream can be split and merged
 * without any row changing its owner.
 */
export function startExchangeLane(
  pipeline: string,
  lane: ExchangeLane,
  ports: ExchangePorts & { readonly heads: HeadStore },
): RunningExchangeLane {
  const log = epochLog<ExchangeInput, ExchangeProgress>(ports.heads, exchangeStage(lane, ports));
  return {
    async take(messages, budget) {
      const ordered = inSendingOrder(messages);
      const byBucket = Map.groupBy(ordered, ({ bucket }) => bucket);
      const outcomes = await Promise.allSettled(
        [...byBucket].map(([bucket, mine]) =>
          log.take(
            { pipeline, stage: lane.name, shard: bucketShard(bucket) },
            {
              slices: mine.map((message) => ({ message, from: 0, to: itemsOf(message) })),
              timers: MAX_TIMERS,
            },
            budget,
          ),
        ),
      );
      const left = outcomes.flatMap((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return firstOf(outcome.value, ordered);
      });
      return messages.find((message) => left.includes(message));
    },
  };
}

/** The first message that a bucket has not taken; where only timers are left, the last one given. */
function firstOf(
  rest: ExchangeInput | undefined,
  messages: readonly ExchangeMessage[],
): readonly ExchangeMessage[] {
  if (rest === undefined) return [];
  return [rest.slices[0]?.message, messages.at(-1)].flatMap((message) => message ?? []).slice(0, 1);
}
