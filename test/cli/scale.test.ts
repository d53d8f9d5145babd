import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scaleCommand } from '../../lib/cli/commands/scale.ts';
import { stepsTo } from '../../lib/cli/scale/steps.ts';
import { cliOf } from '../support/cli/run-cli.ts';
import { auction } from '../support/definitions/auction.ts';

/** A stream that takes two looks to settle after each change, as Kinesis does. */
function streamOf(open: number, isOnDemand = false) {
  const changes: number[] = [];
  let busy = 0;
  return {
    changes,
    read: async () => {
      const isSettled = busy === 0;
      if (!isSettled) busy--;
      return { open: changes.at(-1) ?? open, isSettled, isOnDemand };
    },
    change: async (to: number) => {
      if (busy > 0) throw new Error('LimitExceeded: a change is under way');
      changes.push(to);
      busy = 2;
    },
  };
}

const scale = (stream: ReturnType<typeof streamOf>) =>
  cliOf((terminal) => [
    scaleCommand(
      { terminal },
      {
        load: async () => auction,
        open: async (_pipeline, _stage, name) => (name === 'bids' ? stream : undefined),
        lanes: async () => {
          throw new Error('not the exchange');
        },
        wait: async () => undefined,
      },
    ),
  ]);

describe('scale', () => {
  test('goes by steps that Kinesis takes, one after the other', async () => {
    const stream = streamOf(3);

    const { exitCode, err } = await scale(stream)('scale', 'bids', '--shards', '20');

    expect({ exitCode, changes: stream.changes }).toEqual({ exitCode: 0, changes: [6, 12, 20] });
    expect(err).toEqual(['bids: 3 → 6 → 12 → 20 shards', 'bids: 20 shards take records']);
  });

  test('changes nothing in a dry run, or where there are so many', async () => {
    const stream = streamOf(4);

    await scale(stream)('scale', 'bids', '--shards', '1', '--dry-run');
    await scale(stream)('scale', 'bids', '--shards', '4');

    expect(stream.changes).toEqual([]);
  });

  test('refuses on-demand streams, streams that are not there, and numbers that are none', async () => {
    const run = scale(streamOf(4, true));

    const onDemand = await run('scale', 'bids', '--shards', '8');
    const unknown = await run('scale', 'bid', '--shards', '8');
    const none = await run('scale', 'bids', '--shards', '0');

    expect([onDemand, unknown, none].map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
    expect(onDemand.err.join()).toContain('got an on-demand stream');
    expect(unknown.err.join()).toMatch(/expected one of bids, lots, exchange; .*bids/);
  });

  test('at most doubles or halves at a time, and arrives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 600 }),
        (to, open) => {
          const path = [open, ...stepsTo(to, open)];

          expect(path.at(-1)).toBe(to);
          for (const [i, at] of path.slice(1).entries()) {
            const before = path[i] ?? 0;
            expect(at <= before * 2 && at * 2 >= before && at !== before).toBe(true);
          }
        },
      ),
    );
  });
});
