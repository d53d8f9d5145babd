import type { Part } from '../scenario/payloads.ts';
import type { Input } from '../scenario/scenario.ts';
import type { Mappings } from './mappings.ts';
import type { Scaler } from './scaler.ts';
import type { World } from './world.ts';

/** Most shards that a stream gets by splitting, closed ones included. */
const MAX_SHARDS = 8;

export interface Scene {
  readonly world: World;
  readonly mappings: Mappings;
  readonly send: (parts: readonly Part[], isPacked: boolean) => void;
  readonly redrive: () => void;
  readonly scaler: Scaler;
}

/** Does to the system what an input says. */
export function act(input: Input, { world, mappings, send, redrive, scaler }: Scene): void {
  world.network.tell(() => `${describe(input)}`);
  switch (input.kind) {
    case 'send':
      send(input.parts, input.isPacked);
      break;
    case 'split':
    case 'merge':
      if (input.stream === 'exchange') scaler.reshard(input.kind, input.which);
      else if (world.source.shards.length < MAX_SHARDS) {
        world.source.reshard(input.kind, input.which);
      }
      break;
    case 'scale':
      scaler.scale(input.to);
      break;
    case 'deploy':
      if (world.extent === 'young' || world.extent === 'half') world.extent = 'whole';
      for (const mapping of [mappings.speed, mappings.exchange, mappings.archive]) {
        mapping?.deploy();
      }
      break;
    case 'replay':
      mappings[input.lane]?.replay();
      break;
    case 'redrive':
      redrive();
      break;
    case 'trim':
      trim(world, mappings);
      break;
  }
}

/** Takes away what every lane has done with: retention is longer than any lane is behind. */
function trim({ source }: World, { speed, archive }: Mappings): void {
  for (const shard of source.shards) {
    const done = Math.min(speed.doneUpTo(shard.id), archive?.doneUpTo(shard.id) ?? Infinity);
    shard.trimmed = Math.max(shard.trimmed, Math.min(done, shard.records.length));
  }
}

/** An input in one line, for people. */
export function describe(input: Input): string {
  if (input.kind !== 'send') {
    const { at: _, ...rest } = input;
    return Object.values(rest).join(' ');
  }
  const parts = input.parts.map(({ data, partitionKey }) => {
    const text = Buffer.from(data).toString('latin1');
    const shown = text.length > 300 ? `${text.slice(0, 200)}… of ${text.length}` : text;
    return `${shown} under ${partitionKey}`;
  });
  return `put ${input.isPacked ? 'packed ' : ''}${parts.join(', ')}`;
}
