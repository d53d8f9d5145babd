import type { WireItem } from '../../support/dynamodb/wire.ts';
import type { Call, SimulatedDynamo } from '../cloud/dynamo.ts';
import type { Mutation } from '../mutation.ts';

/** Takes what a batch left unanswered for what is not there. */
export const unansweredAsAbsent: Mutation = {
  rewrite: (operation, call, { calls }) => {
    const [[table = '', keys] = []] = Object.entries(call.RequestItems ?? {});
    if (operation !== 'BatchGetItem' || calls.unansweredEvery === 0) return call;
    calls.unansweredEvery = 0;
    const all = keys?.Keys ?? [];
    const some = { ...keys, Keys: all.slice(0, Math.ceil(all.length / 2)) };
    return { ...call, RequestItems: { [table]: some } };
  },
};

const isPart = ({ Item }: Call): boolean => String(Item?.['pk']?.['S']).startsWith('@parts#');

/** Loses the parts of whatever is larger than an item. */
export const lostParts: Mutation = {
  rewrite: (_operation, call) => {
    if (!isPart(call)) return call;
    return { ...call, Item: { ...call.Item, sk: { S: `lost ${call.Item?.['sk']?.['S']}` } } };
  },
};

const former = new WeakMap<SimulatedDynamo, WireItem[string]>();

/** Writes into a part what belongs into the one that was written before it. */
export const mixedUpParts: Mutation = {
  rewrite: (_operation, call, tables) => {
    const part = call.Item?.['part'];
    if (!isPart(call) || part === undefined) return call;
    const other = former.get(tables) ?? part;
    former.set(tables, part);
    return { ...call, Item: { ...call.Item, part: other } };
  },
};

/** Puts rows without measuring them: with all that they remember as plain text. */
export const unmeasuredRows: Mutation = {
  rewrite: (_operation, call) => {
    const isSpilled = /^(zstd|parts)/.test(String(call.Item?.['acc']?.['S']));
    if (!isSpilled) return call;
    return { ...call, Item: { ...call.Item, acc: { S: 'x'.repeat(410_000) } } };
  },
};

/** Leaves out what an epoch gives beyond so much. */
export const resultsDropped: Mutation = {
  ports: ({ heads, ...ports }) => ({
    ...ports,
    heads: {
      ...heads,
      commit(task, head, expected) {
        const { rows, records } = head.effects;
        const some = { rows: rows.slice(0, 3), records: records.slice(0, 1) };
        return heads.commit(task, { ...head, effects: { ...head.effects, ...some } }, expected);
      },
    },
  }),
};
