import { FIRST_LEVEL, MAX_LEVEL, SLOTS } from '../../core/slots.ts';
import type { ExchangeShard } from '../../ports/exchange.ts';
import type { ExchangeLayout } from '../../ports/exchange-layout.ts';
import { UsageError } from '../usage-error.ts';
import { type Changing, changeBy, settled } from './change-by.ts';
import { stepsTo } from './steps.ts';

/** A lane on an open shard, and how finely it addresses the exchange; `null` if that is not known yet. */
export interface LaneLevel {
  readonly lane: string;
  readonly shard: string;
  readonly level: number | null;
}

export interface ScaleExchangePorts extends Changing {
  readonly layout: ExchangeLayout;
  shards(): Promise<readonly ExchangeShard[]>;
  /** Every lane that sends to the exchange, on each open shard of what it reads. */
  levels(): Promise<readonly LaneLevel[]>;
}

/**
 * Numbers of shards by which an exchange gets to so many.
 *
 * @throws {@link UsageError} if it cannot have so many.
 */
export function exchangeSteps(wanted: number, shards: readonly ExchangeShard[]): number[] {
  if (!Number.isInteger(Math.log2(wanted)) || wanted > 2 ** MAX_LEVEL) {
    throw new UsageError(
      `--shards: the shards of the exchange own ranges of keys of one size; got ${wanted}, expected a power of two up to ${2 ** MAX_LEVEL}; take ${nearest(wanted)}`,
    );
  }
  const open = shards.filter(({ closed }) => !closed);
  const size = SLOTS / open.length;
  const odd = open.find(({ slots: { from, to } }) => to - from !== size);
  if (odd !== undefined || !Number.isInteger(Math.log2(open.length))) {
    throw new UsageError(
      `exchange: its shards own ranges of different size; got ${open.length} open ones, expected a power of two that share the keys evenly; split or merge what was not changed by this tool until they do`,
    );
  }
  return stepsTo(wanted, open.length);
}

/** The power of two that a number is nearest to, by ratio. */
const nearest = (wanted: number): number =>
  2 ** Math.min(MAX_LEVEL, Math.max(0, Math.round(Math.log2(wanted))));

/**
 * Splits or merges the shards of an exchange while lanes write to it and read from it.
 *
 * No message may hold keys of two shards. So before a shard is split, all lanes address the exchange as
 * finely as the shards will be, which they are told and then show; after a merge they are told that less
 * is enough. It may end anywhere, and be asked for again.
 */
export async function scaleExchange(
  wanted: number,
  { stream, shards, layout, levels, wait, progress }: ScaleExchangePorts,
): Promise<void> {
  const { open } = await settled(stream, wait);
  const steps = exchangeSteps(wanted, await shards());
  const level = Math.log2(Math.max(wanted, open));
  await addressBy(layout, (now) => Math.max(now, level));
  const before = () => untilAll(level, { levels, wait, progress });
  await changeBy(steps, 'exchange', { stream, wait, progress, before });
  await addressBy(layout, () => Math.max(FIRST_LEVEL, Math.log2(wanted)));
}

/** Waits until every lane addresses the exchange so finely; one may have begun meanwhile. */
async function untilAll(
  level: number,
  { levels, wait, progress }: Pick<ScaleExchangePorts, 'levels' | 'wait' | 'progress'>,
): Promise<void> {
  for (;;) {
    const behind = (await levels()).filter((each) => (each.level ?? -1) < level);
    const [first] = behind;
    if (first === undefined) return;
    const others = behind.length > 1 ? ` and ${behind.length - 1} more` : '';
    progress(
      `exchange: ${first.lane} on ${first.shard}${others} will address it more finely at its next batch`,
    );
    await wait();
  }
}

/** Has lanes address the exchange by another level, if it is another. */
async function addressBy(layout: ExchangeLayout, of: (level: number) => number): Promise<void> {
  const now = await layout.read();
  const level = of(now.level);
  if (level === now.level) return;
  if (await layout.write({ version: now.version + 1, level })) return;
  throw new UsageError(
    'exchange: it is being scaled already; got a change by somebody else meanwhile, expected none; wait for the other one, then ask again',
  );
}
