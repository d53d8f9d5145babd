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

/**
 * DynamoDB with its limits: what lies in it survives every process.
 *
 * Items are the very ones that were put, bytes as bytes: nobody changes one, and over the wire they would
 * only be copied.
 */
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

  const send = (command: { readonly input: object }): Promise<Call> => {
    const { input } = command;
    const operation = nameOfClass(command.constructor);
    const call = input as Call;
    return operation === 'BatchGetItem' ? askTorn(operation, call) : ask(operation, call);
  };
  return Object.assign(Object.create(DynamoDBClient.prototype), { send }) as DynamoDBClient;
}

interface BatchAnswer {
  readonly Responses?: Readonly<Record<string, readonly WireItem[]>>;
  readonly UnprocessedKeys?: object;
}

const listOf = (responses: BatchAnswer['Responses']): readonly WireItem[] =>
  Object.values(responses ?? {}).flat();

const operations = new Map<object, string>();

/** The operation that a class of commands is for. */
function nameOfClass(commands: { readonly name: string }): string {
  const operation = operations.get(commands) ?? commands.name.replace(/Command$/, '');
  operations.set(commands, operation);
  return operation;
}

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
  switch (name) {
    case 'ConditionalCheckFailedException':
      return new ConditionalCheckFailedException({ message, $metadata, ...more });
    case 'TransactionCanceledException':
      return new TransactionCanceledException({ message, $metadata, ...more });
    default:
      return Object.assign(new Error(`${name}: ${message}`), { name, $metadata });
  }
}
