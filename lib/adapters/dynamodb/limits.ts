const KIB = 1_024;

/**
 * Limits of DynamoDB that a writer or a reader must know, as of November 2026.
 *
 * Units: bytes, unless the name says otherwise. Text counts in UTF-8.
 *
 * Source: "Constraints in Amazon DynamoDB", "DynamoDB item sizes and formats" and the API reference of
 * BatchGetItem, BatchWriteItem, Query and TransactWriteItems.
 */
export const DYNAMODB_LIMITS = {
  /** An item, with the names of its attributes: 400 KB. */
  itemBytes: 400 * KIB,
  partitionKeyBytes: 2_048,
  sortKeyBytes: 1_024,
  /** Each expression of a call. */
  expressionBytes: 4 * KIB,
  /** Keys in one `BatchGetItem`. */
  batchGetKeys: 100,
} as const;
