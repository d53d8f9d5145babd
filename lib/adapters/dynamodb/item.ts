import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item, or its key, by name of attribute. */
export type Item = Record<string, AttributeValue>;
