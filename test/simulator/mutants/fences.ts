import type { Rewrite } from '../cloud/dynamo.ts';
import type { Mutation } from '../mutation.ts';

/** Whether a write under one fence goes over an item that has another. */
type MayReplace = (given: string, stored: string) => boolean;

/** Judges writes under a fence otherwise than their condition says; those of heads have none. */
const fenced =
  (table: 'views' | 'state', mayReplace: MayReplace): Rewrite =>
  (_operation, call, tables) => {
    const { ConditionExpression: condition, ExpressionAttributeValues: values, ...rest } = call;
    const given = values?.[':fence']?.['S'];
    if (given === undefined || !call.TableName?.endsWith(table)) return call;
    const { pk = {}, sk = {} } = call.Item ?? call.Key ?? {};
    const stored = tables[table].get({ pk, sk })?.['fence']?.['S'];
    const isFree = stored === undefined || mayReplace(String(given), String(stored));
    return isFree ? rest : { ...rest, ConditionExpression: 'attribute_not_exists(pk)' };
  };

/** Writes rows as they come: whoever is last wins, even if it was declared dead long ago. */
export const noFence: Mutation = { rewrite: fenced('views', () => true) };

const epochOf = (fence: string): string => fence.slice(fence.indexOf('|'));

/** Compares epochs alone, which begin again on every shard that replaces others. */
export const fenceWithoutGeneration: Mutation = {
  rewrite: fenced('views', (given, stored) => epochOf(given) > epochOf(stored)),
};

/** Writes states and timers as they come, even those of somebody who was declared dead long ago. */
export const unfencedStates: Mutation = { rewrite: fenced('state', () => true) };
