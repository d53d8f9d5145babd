import { documentedSize } from './documented-size.ts';
import { expressions, type Placeholders } from './expression.ts';
import { answerQuery, type QueryCall } from './fake-query.ts';
import type { FakeTable } from './fake-table.ts';
import { conditionFailed, invalid, ServiceFault, type WireItem } from './wire.ts';

const MIB = 1_024 * 1_024;

/** What was asked, and how often a batch is left unanswered in part. */
export interface Calls {
  /** By name of the operation. */
  readonly count: Record<string, number>;
  /** Each so-many-th batch is answered by half; 0 for none. */
  unansweredEvery: number;
  /** Called before each operation; what it gives is thrown: before it is done. */
  fails: (operation: string, call: object) => ServiceFault | undefined;
}

interface Write extends Placeholders {
  readonly TableName: string;
  readonly Item?: WireItem;
  readonly Key?: WireItem;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ReturnValues?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

type ScanCall = Omit<QueryCall, 'KeyConditionExpression'>;

interface KeysAndAttributes extends Placeholders {
  readonly Keys: readonly WireItem[];
  readonly ProjectionExpression?: string;
}

type RequestItems<T> = Readonly<Record<string, T>>;
type BatchWrites = RequestItems<
  readonly { PutRequest?: { Item: WireItem }; DeleteRequest?: { Key: WireItem } }[]
>;

type TransactItem = Partial<Record<'Put' | 'Delete' | 'Update' | 'ConditionCheck', Write>>;

/** Answers one operation. */
export function handlers(table: (name: string) => FakeTable, calls: Calls) {
  /** @returns What the item was, and what it is to be; throws if its condition does not hold. */
  function judged(write: Write): { before: WireItem | undefined; after: WireItem | undefined } {
    const { TableName, Item, Key, UpdateExpression: text } = write;
    const language = expressions(write);
    const { pk, sk } = (Item ?? Key ?? {}) as { pk: WireItem[string]; sk: WireItem[string] };
    const before = table(TableName).get({ pk, sk });
    const isMet = language.condition(write.ConditionExpression);
    const update = text === undefined ? undefined : language.update(text);
    language.checkUse();
    if (!isMet(before)) {
      const isWanted = write.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
      throw conditionFailed(isWanted && before !== undefined ? { Item: before } : {});
    }
    return { before, after: Item ?? update?.(before ?? { pk, sk }) };
  }

  function written(write: Write): object {
    const { before, after } = judged(write);
    store(write.TableName, write.Key ?? {}, after);
    return write.ReturnValues === 'ALL_OLD' && before !== undefined ? { Attributes: before } : {};
  }

  function store(name: string, key: WireItem, after: WireItem | undefined): void {
    if (after === undefined) table(name).remove(key);
    else table(name).put(after);
  }

  function batchGet({ RequestItems }: { RequestItems: RequestItems<KeysAndAttributes> }): object {
    const all = Object.values(RequestItems).flatMap(({ Keys }) => Keys);
    if (all.length === 0 || all.length > 100) throw invalid('Too many items requested');
    if (new Set(all.map((key) => JSON.stringify(key))).size < all.length) {
      throw invalid('Provided list of item keys contains duplicates');
    }
    let room = 16 * MIB;
    let left = isUnanswered('BatchGetItem') ? Math.ceil(all.length / 2) : all.length;
    const Responses: Record<string, WireItem[]> = {};
    const UnprocessedKeys: Record<string, KeysAndAttributes> = {};
    for (const [name, wanted] of Object.entries(RequestItems)) {
      const language = expressions(wanted);
      const project = language.projection(wanted.ProjectionExpression);
      language.checkUse();
      const found: WireItem[] = [];
      const rest: WireItem[] = [];
      for (const key of wanted.Keys) {
        const item = table(name).get(key);
        const size = item === undefined ? 0 : documentedSize(item);
        if (left-- <= 0 || size > room) rest.push(key);
        else if (item !== undefined) {
          found.push(project(item));
          room -= size;
        }
      }
      Responses[name] = found;
      if (rest.length > 0) UnprocessedKeys[name] = { ...wanted, Keys: rest };
    }
    return { Responses, UnprocessedKeys };
  }

  function batchWrite({ RequestItems }: { RequestItems: BatchWrites }): object {
    const all = Object.entries(RequestItems).flatMap(([name, some]) =>
      some.map((request) => ({ name, request })),
    );
    if (all.length === 0 || all.length > 25) throw invalid('Too many items requested');
    if (sizeOfAll(all.map(({ request }) => request.PutRequest?.Item)) > 16 * MIB)
      throw invalid('Too large a batch');
    let left = isUnanswered('BatchWriteItem') ? Math.ceil(all.length / 2) : all.length;
    const UnprocessedItems: Record<string, unknown[]> = {};
    for (const { name, request } of all) {
      if (left-- > 0) store(name, request.DeleteRequest?.Key ?? {}, request.PutRequest?.Item);
      else UnprocessedItems[name] = [...(UnprocessedItems[name] ?? []), request];
    }
    return { UnprocessedItems };
  }

  function transact({ TransactItems }: { TransactItems: readonly TransactItem[] }): object {
    if (TransactItems.length === 0 || TransactItems.length > 100) {
      throw invalid('Member must have length less than or equal to 100');
    }
    const all = TransactItems.map((each) => Object.entries(each)[0] as [string, Write]);
    const places = all.map(([, { TableName, Item, Key }]) => {
      const { pk, sk } = Item ?? Key ?? {};
      return JSON.stringify([TableName, pk, sk]);
    });
    if (new Set(places).size < places.length) {
      throw invalid('Transaction request cannot include multiple operations on one item');
    }
    const outcomes = all.map(([, write]) => outcomeOf(() => judged(write)));
    if (outcomes.some(({ fault }) => fault !== undefined)) {
      throw new ServiceFault(
        'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons',
        {
          CancellationReasons: outcomes.map(({ fault }) =>
            fault === undefined
              ? { Code: 'None' }
              : { Code: 'ConditionalCheckFailed', Message: fault.message, ...fault.more },
          ),
        },
      );
    }
    if (sizeOfAll(outcomes.map(({ value }) => value?.after)) > 4 * MIB)
      throw invalid('Too large a transaction');
    all.forEach(([kind, { TableName, Key }], i) => {
      if (kind !== 'ConditionCheck') store(TableName, Key ?? {}, outcomes[i]?.value?.after);
    });
    return {};
  }

  const isUnanswered = (operation: string): boolean =>
    calls.unansweredEvery > 0 && (calls.count[operation] ?? 0) % calls.unansweredEvery === 0;

  function scan({ TableName, ...page }: ScanCall): object {
    const language = expressions(page);
    const passes = language.condition(page.FilterExpression);
    const project = language.projection(page.ProjectionExpression);
    language.checkUse();
    return answerQuery(table(TableName).all(), passes, page, project);
  }

  const answers: Readonly<Record<string, (call: never) => object>> = {
    PutItem: written,
    DeleteItem: written,
    UpdateItem: written,
    GetItem: ({ TableName, Key }: Required<Write>) => {
      const Item = table(TableName).get(Key);
      return Item === undefined ? {} : { Item };
    },
    BatchGetItem: batchGet,
    BatchWriteItem: batchWrite,
    TransactWriteItems: transact,
    Scan: scan,
    Query: (call: QueryCall) => answerTableQuery(table(call.TableName), call),
  };

  return (operation: string, call: object): object => {
    calls.count[operation] = (calls.count[operation] ?? 0) + 1;
    const fault = calls.fails(operation, call);
    if (fault !== undefined) throw fault;
    const handler = answers[operation];
    if (handler === undefined) throw new Error(`the fake does not know ${operation}`);
    return handler(call as never);
  };
}

function answerTableQuery(table: FakeTable, call: QueryCall): object {
  if (call.IndexName !== undefined && call.ConsistentRead === true) {
    throw invalid('Consistent reads are not supported on global secondary indexes');
  }
  const language = expressions(call);
  const isWanted = language.condition(call.KeyConditionExpression);
  const passes = language.condition(call.FilterExpression);
  const project = language.projection(call.ProjectionExpression);
  language.checkUse();
  const [, placeholder = ''] = /= *(:\w+)/.exec(call.KeyConditionExpression) ?? [];
  const partition = call.ExpressionAttributeValues?.[placeholder];
  const items = table.partition(String(partition?.['S'] ?? ''), call.IndexName).filter(isWanted);
  return answerQuery(items, passes, call, project);
}

function outcomeOf<T>(call: () => T): { readonly value?: T; readonly fault?: ServiceFault } {
  try {
    return { value: call() };
  } catch (error) {
    if (error instanceof ServiceFault && error.type.endsWith('ConditionalCheckFailedException')) {
      return { fault: error };
    }
    throw error;
  }
}

const sizeOfAll = (items: readonly (WireItem | undefined)[]): number =>
  items.reduce((sum, item) => sum + (item === undefined ? 0 : documentedSize(item)), 0);
