import { DYNAMODB_LIMITS } from './limits.ts';

/** The part of a call that says which attributes are wanted. */
export interface Projection {
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

/**
 * Asks for some attributes, or for all where naming them takes more than an expression may.
 *
 * Names are the author's, so any of them may be a word that DynamoDB keeps for itself. None may be
 * asked for twice: alerts have the window that they are about as columns of their own.
 */
export function projection(attributes: readonly string[]): Projection {
  const names = Object.fromEntries([...new Set(attributes)].map((name, i) => [`#a${i}`, name]));
  const expression = Object.keys(names).join(', ');
  if (expression === '' || expression.length > DYNAMODB_LIMITS.expressionBytes) return {};
  return { ProjectionExpression: expression, ExpressionAttributeNames: names };
}
