import { shardSender } from '../../../lib/adapters/kinesis/shard-sender.ts';
import { produceCommand } from '../../../lib/cli/commands/produce.ts';
import type { OutgoingEvent } from '../../../lib/cli/input/events.ts';
import type { ProducePorts } from '../../../lib/cli/produce/ports.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { type FakeKinesisOptions, fakeKinesis, storedEvents } from '../aws/fake-kinesis.ts';
import { shop } from '../definitions/shop.ts';
import { cliOf } from './run-cli.ts';

export interface ProducedOptions extends FakeKinesisOptions {
  /** Told how many events were added so far. */
  readonly onAdd?: (count: number) => void;
  /** What is deployed; the shop without it. */
  readonly pipeline?: Pipeline;
}

/** A deployed pipeline, and the command that fills its stream `sales`. */
export function producedShop({ onAdd, pipeline = shop, ...fake }: ProducedOptions = {}) {
  const stream = fakeKinesis(fake);
  const closed: number[] = [];
  let count = 0;
  const ports: ProducePorts = {
    load: async () => pipeline,
    async open(_, packing) {
      const sender = await shardSender<OutgoingEvent>(stream.client, {
        ...{ ...packing, stream: 'sales', resendsStrays: true },
        patience: { refusals: 1, sleep: async () => {}, random: () => 0 },
      });
      const add = (event: OutgoingEvent) => {
        sender.add(event);
        onAdd?.(++count);
      };
      return { sender: { ...sender, add }, close: async (at) => void closed.push(at) };
    },
  };
  const cli = cliOf((terminal) => [produceCommand({ terminal }, ports)]);
  const stored = () => storedEvents(stream);
  return {
    closed,
    stored,
    ids: () =>
      stored()
        .map(({ text }) => (JSON.parse(text) as { id: string }).id)
        .toSorted(),
    /** `produce sales` with these arguments. */
    run: (...args: string[]) => cli('produce', 'sales', ...args),
  };
}
