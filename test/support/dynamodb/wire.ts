/** Attribute values and items as they are in the JSON of a call: bytes are base64. */
export type WireValue = Readonly<Record<string, unknown>>;
export type WireItem = Readonly<Record<string, WireValue>>;

/** An exception as the service answers it. */
export class ServiceFault extends Error {
  readonly type: string;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.type = type;
    this.more = more;
  }
}

export const invalid = (message: string): ServiceFault =>
  new ServiceFault('com.amazon.coral.validate#ValidationException', message);

export const conditionFailed = (more: Readonly<Record<string, unknown>> = {}): ServiceFault =>
  new ServiceFault(
    'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
    'The conditional request failed',
    more,
  );

/** By the bytes of UTF-8; code units are in the same order up to the surrogates. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (BEYOND.test(a) || BEYOND.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

const BEYOND = /[\ud800-\uffff]/;
