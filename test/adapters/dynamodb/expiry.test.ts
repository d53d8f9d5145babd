import { describe, expect, test } from '@jest/globals';
import { goOn, ridden } from '../../support/cli/erasable.ts';
import { NOW } from '../../support/rows/table-world.ts';

const DAY = 86_400_000;
/** How long a table world keeps ids. */
const HORIZON = 1_000_000;

/** What is stored of every kind of lane, view and step, after much of it was emptied and merged. */
async function stored() {
  const made = await ridden();
  await goOn(made);
  const itemsOf = (table: string) =>
    made.dynamo
      .table(table)
      .all()
      .map((item) => {
        const kind = /^[A-Z]+#/.exec(String(item['pk']?.['S']))?.[0] ?? '';
        const expiresAt = item['expiresAt']?.['N'];
        return {
          ...{ kind, isMerged: 'mergedInto' in item },
          expiresAt: expiresAt === undefined ? undefined : Number(expiresAt) * 1_000 - NOW,
        };
      });
  return { state: itemsOf('state'), views: itemsOf('views'), made };
}

const agesOf = (
  items: readonly { kind: string; expiresAt: number | undefined }[],
  kind: string,
) => [...new Set(items.filter((item) => item.kind === kind).map(({ expiresAt }) => expiresAt))];

describe('by time to live go', () => {
  test('ids a week after their horizon, what is left of an empty state in a week, heads and timers never', async () => {
    const { state } = await stored();

    expect(agesOf(state, 'H#')).toEqual([undefined]);
    expect(agesOf(state, 'AP#')).toEqual([undefined]);
    expect(agesOf(state, 'T#')).toEqual([undefined]);
    expect(agesOf(state, 'ID#')).toEqual([HORIZON + 7 * DAY]);
    expect(new Set(agesOf(state, 'S#'))).toEqual(new Set([undefined, 7 * DAY]));
    expect(new Set(state.map(({ kind }) => kind))).toEqual(
      new Set(['H#', 'AP#', 'T#', 'ID#', 'S#']),
    );
  });

  test('what is left of a merged session in a week, and no row, record or mark of a view', async () => {
    const { views } = await stored();

    for (const { isMerged, expiresAt } of views) {
      expect(expiresAt).toBe(isMerged ? 7 * DAY : undefined);
    }
    expect(views.length).toBeGreaterThan(20);
  });

  test('nothing that a lane goes on with: a process that comes much later counts nothing twice', async () => {
    const { made } = await stored();
    const before = JSON.stringify(
      made.dynamo
        .table('views')
        .all()
        .map(({ acc, n }) => [acc, n]),
    );

    made.dynamo.expire(NOW + 1_000 * DAY);
    made.restart();
    await goOn(made);

    const after = JSON.stringify(
      made.dynamo
        .table('views')
        .all()
        .map(({ acc, n }) => [acc, n]),
    );
    expect(after).toBe(before);
  });
});
