import { type Budget, UNLIMITED } from '../../ports/budget.ts';
import { type ExchangeMessage, NO_EFFECTS } from '../../ports/effects.ts';
import type { Head } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { type EpochLog, epochLog } from '../epoch/epoch-log.ts';
import { fittingHeads } from '../epoch/fitting-heads.ts';
import { notingLog, type TaskPorts } from '../epoch/noting-log.ts';
import { inSendingOrder } from '../lanes/in-order.ts';
import { type ExchangeInput, MAX_TIMERS } from './exchange-input.ts';
import { type ExchangeInputs, type ExchangePorts, exchangeLogic } from './exchange-logic.ts';
import { itemsOf, type Slice } from './lane-board.ts';
import type { ExchangeProgress } from './progress.ts';

/** The exchange lane of a pipeline. */
export interface ExchangeLane extends ExchangeInputs {
  readonly name: string;
}

/** Takes messages of one lane, from any of its shards. */
export interface RunningExchangeLane {
  /**
   * Takes the messages of one shard exactly once, in their order, as many as the budget allows.
   *
   * @returns The first message that was not taken whole, if time was up: it has to come again, with
   *   all behind it.
   * @throws Whatever a port throws; nothing is lost then, and the messages may be given again.
   */
  take(
    shard: string,
    messages: readonly ExchangeMessage[],
    budget?: Budget,
  ): Promise<ExchangeMessage | undefined>;
}

/**
 * The exchange lane on its ports.
 *
 * A task is a shard of the exchange and owns the slots of that. A shard that replaces others takes over what
 * they left, before which they are sealed: nothing is done in their name any more (law L30).
 */
export function startExchangeLane(
  pipeline: string,
  lane: ExchangeLane,
  ports: ExchangePorts & TaskPorts,
): RunningExchangeLane {
  const { heads } = ports;

  async function seal(task: TaskId, budget: Budget): Promise<Head<ExchangeProgress> | undefined> {
    for (;;) {
      const head = await log.settle(task, budget);
      if (head === undefined || head.progress.isSealed) return head;
      const progress = { ...head.progress, registration: null, isSealed: true as const };
      const last = { ...head, epoch: head.epoch + 1, progress, effects: NO_EFFECTS };
      await heads.commit(task, last, head.epoch); // another one may have been quicker
    }
  }

  const log: EpochLog<ExchangeInput, ExchangeProgress> = notingLog(
    epochLog(fittingHeads(heads, ports), exchangeLogic(lane, { ...ports, seal })),
    ports.failures,
  );
  return {
    async take(shard, messages, budget = UNLIMITED) {
      const begun = budget.remaining();
      const goesOn = () => !(begun - budget.remaining() > GO_ON);
      const slices = inSendingOrder(messages).map(
        (message): Slice => ({ message, from: 0, to: itemsOf(message) }),
      );
      const input = { slices, timers: MAX_TIMERS, goesOn };
      const left = await log.take({ pipeline, lane: lane.name, shard }, input, budget);
      // what is due goes on with a message to itself
      const waiting = new Set(left?.slices.map(({ message }) => message));
      return messages.find((message) => waiting.has(message));
    },
  };
}

/** How long a call goes on with what is due after its messages, so that newer ones need not wait. */
const GO_ON = 2_000;
