import type { Mutation } from '../mutation.ts';

/** Puts heads without a condition: two processes that had the same one both go on. */
export const unconditionalHead: Mutation = {
  rewrite: (_operation, call) => {
    const isHead = String(call.Item?.['pk']?.['S']).startsWith('H#');
    if (!isHead) return call;
    const { ConditionExpression: _, ExpressionAttributeValues: __, ...rest } = call;
    return rest;
  },
};
