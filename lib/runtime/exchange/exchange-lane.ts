import { type Budget, UNLIMITED } from '../../ports/budget.ts';
import type { ExchangeMessage } from '../../ports/effects.ts';
import { epochLog } from '../epoch/epoch-log.ts';
import { fittingHeads } from '../epoch/fitting-heads.ts';
import { notingLog, type TaskPorts } from '../epoch/noting-log.ts';
import { inSendingOrder } from '../lanes/in-order.ts';
import { bucketShard } from './buckets.ts';
import { type ExchangeInput, MAX_TIMERS } from './exchange-input.ts';
import {
  type ExchangeInputs,
  type ExchangePorts,
  type ExchangeProgress,
  exchangeLogic,
} from './exchange-logic.ts';
import { itemsOf } from './lane-board.ts';

/** The exchange lane of a pipeline. */
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
 * The exchange lane on its ports.
 *
 * A task is a bucket, not a shard of the exchange stream: so that stream can be split and merged
 * without any row changing its owner.
 */
export function startExchangeLane(
  pipeline: string,
  lane: ExchangeLane,
  ports: ExchangePorts & TaskPorts,
): RunningExchangeLane {
  const log = notingLog(
    epochLog<ExchangeInput, ExchangeProgress>(
      fittingHeads(ports.heads, ports),
      exchangeLogic(lane, ports),
    ),
    ports.failures,
  );
  return {
    async take(messages, budget = UNLIMITED) {
      const begun = budget.remaining();
      const goesOn = () => !(begun - budget.remaining() > GO_ON);
      const byBucket = Map.groupBy(inSendingOrder(messages), ({ bucket }) => bucket);
      const outcomes = await Promise.allSettled(
        [...byBucket].map(([bucket, mine]) => {
          const shard = bucketShard(bucket);
          const slices = mine.map((message) => ({ message, from: 0, to: itemsOf(message) }));
          const input = { slices, timers: MAX_TIMERS, goesOn };
          return log.take({ pipeline, lane: lane.name, shard }, input, budget);
        }),
      );
      const left = outcomes.flatMap((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value?.slices[0]?.message ?? []; // what is due goes on with a message to itself
      });
      return messages.find((message) => left.includes(message));
    },
  };
}

/** How long a call goes on with what is due after its messages, so that newer ones need not wait. */
const GO_ON = 2_000;
