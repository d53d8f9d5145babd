import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { type Calls, handlers } from '../../support/dynamodb/fake-calls.ts';
import { type FakeTable, fakeTable } from '../../support/dynamodb/fake-table.ts';
import { ServiceFault, type WireItem } from '../../support/dynamodb/wire.ts';
import type { Caller, Network } from '../engine/network.ts';

/** Names of the tables as they are deployed. */
export const TABLES = { views: 'shop-views', state: 'shop-state' } as const;

/** What is called with every item that a table takes, and with what was there before. */
export type OnPut = (item: WireItem, before: WireItem | undefined) => void;

/** DynamoDB with its limits: what lies in it survives every process. */
export interface SimulatedDynamo {
  readonly views: FakeTable;
  readonly state: FakeTable;
  readonly calls: Calls;
  answer(operation: string, call: object): object;
}

export function dynamoOf(onPut: { readonly views: OnPut; readonly state: OnPut }): SimulatedDynamo {
  const views = watchedTable(onPut.views);
  const state = watchedTable(onPut.state);
  const calls: Calls = { count: {}, unansweredEvery: 0, fails: () => undefined };
  const answer = handlers((name) => (name === TABLES.views ? views : state), calls);
  return { views, state, calls, answer };
}

function watchedTable(onPut: OnPut): FakeTable {
  const table = fakeTable();
  return {
    ...table,
    put(item) {
      const { pk = {}, sk = {} } = item;
      const before = table.get({ pk, sk });
      table.put(item);
      onPut(item, before);
    },
  };
}

/** Changes a call before it is carried out, for whoever wants to see what its parts are good for. */
export type Rewrite = (operation: string, call: Call, tables: SimulatedDynamo) => Call;

/** The parts of calls that somebody looks at. */
export interface Call {
  readonly TableName?: string;
  readonly Item?: WireItem;
  readonly Key?: WireItem;
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeValues?: WireItem | undefined;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly WireItem[] }>>;
}

export interface DynamoGround {
  readonly network: Network;
  readonly who: Caller;
  readonly dynamo: SimulatedDynamo;
  readonly rewrite?: Rewrite | undefined;
}

/** A client as the adapters use it, with a network in between. */
export function dynamoClientIn(ground: DynamoGround): DynamoDBClient {
  const { network, who, dynamo, rewrite = (_operation, call) => call } = ground;
  const { chance } = network;

  const ask = (operation: string, call: Call): Promise<Call> =>
    network.call(who, `${operation} ${nameOf(call)}`, () => {
      const isPartial = operation.startsWith('Batch') && chance.happens('partialWrite');
      dynamo.calls.unansweredEvery = isPartial ? 1 : 0;
      return answered(() => dynamo.answer(operation, rewrite(operation, call, dynamo)));
    });

  /** Items that are read by one call are not read at one moment. */
  async function askTorn(operation: string, call: Call): Promise<Call> {
    const [[table = '', { Keys = [], ...rest } = {}] = []] = Object.entries(
      call.RequestItems ?? {},
    );
    if (Keys.length < 2 || !chance.happens('tornRead')) return ask(operation, call);
    const of = (keys: readonly WireItem[]) => ({
      RequestItems: { [table]: { ...rest, Keys: keys } },
    });
    const [one, other] = [
      (await ask(operation, of(Keys.slice(0, 1)))) as BatchAnswer,
      (await ask(operation, of(Keys.slice(1)))) as BatchAnswer,
    ];
    return {
      Responses: { [table]: [...listOf(one.Responses), ...listOf(other.Responses)] },
      UnprocessedKeys: { ...one.UnprocessedKeys, ...other.UnprocessedKeys },
    } as Call;
  }

  const send = async (command: { readonly input: object }) => {
    const { input } = command;
    const operation = command.constructor.name.replace(/Command$/, '');
    const call = wireCall(input as Call);
    return fromWire(
      operation === 'BatchGetItem' ? await askTorn(operation, call) : await ask(operation, call),
    );
  };
  return Object.assign(Object.create(DynamoDBClient.prototype), { send }) as DynamoDBClient;
}

interface BatchAnswer {
  readonly Responses?: Readonly<Record<string, readonly WireItem[]>>;
  readonly UnprocessedKeys?: object;
}

const listOf = (responses: BatchAnswer['Responses']): readonly WireItem[] =>
  Object.values(responses ?? {}).flat();

/** What a call is about, for people. */
function nameOf({ Item, Key, RequestItems = {}, ExpressionAttributeValues }: Call): string {
  const key = Item ?? Key;
  if (key !== undefined) return `${key['pk']?.['S']} ${key['sk']?.['S']}`;
  const [many] = Object.values(RequestItems);
  const first = many?.Keys?.[0]?.['pk']?.['S'];
  return String(first ?? ExpressionAttributeValues?.[':pk']?.['S'] ?? '');
}

/** Does something and throws what the SDK would throw. */
function answered<T>(act: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0; // a stack costs more than everything else of a call
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ServiceFault)) throw error;
    throw exceptionOf(error);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function exceptionOf({ type, message, more }: ServiceFault): Error {
  const name = type.slice(type.indexOf('#') + 1);
  const $metadata = { httpStatusCode: 400 };
  const rest = Object.fromEntries(
    Object.entries(more).map(([key, value]) => [key, key === 'Item' ? fromWire(value) : value]),
  );
  switch (name) {
    case 'ConditionalCheckFailedException':
      return new ConditionalCheckFailedException({ message, $metadata, ...rest });
    case 'TransactionCanceledException':
      return new TransactionCanceledException({ message, $metadata, ...rest });
    default:
      return Object.assign(new Error(`${name}: ${message}`), { name, $metadata });
  }
}

/** A call with its bytes as the JSON of a request has them: base64. */
function wireCall(call: Call & { readonly TransactItems?: readonly object[] }): Call {
  const { Item, ExpressionAttributeValues: values, TransactItems } = call;
  if (TransactItems !== undefined) {
    const all = TransactItems.map((each) =>
      Object.fromEntries(
        Object.entries(each).map(([kind, write]) => [kind, wireCall(write as Call)]),
      ),
    );
    return { ...call, TransactItems: all } as Call;
  }
  if (Item === undefined && values === undefined) return call;
  return {
    ...call,
    ...(Item === undefined ? {} : { Item: wireItem(Item) }),
    ...(values === undefined ? {} : { ExpressionAttributeValues: wireItem(values) }),
  };
}

/** Bytes are at the top of an item only. */
function wireItem(item: WireItem): WireItem {
  const wire: Record<string, WireItem[string]> = {};
  for (const [name, value] of Object.entries(item)) {
    const bytes = value['B'];
    wire[name] = bytes instanceof Uint8Array ? { B: Buffer.from(bytes).toString('base64') } : value;
  }
  return wire;
}

/** An answer, with bytes in the place of base64 wherever they are. */
export function fromWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromWire);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) {
    if (name === 'B' && typeof each === 'string') result[name] = Buffer.from(each, 'base64');
    else result[name] = typeof each === 'object' ? fromWire(each) : each;
  }
  return result;
}
