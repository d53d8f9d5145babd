import { afterAll } from '@jest/globals';
import { awsClients } from '../../lib/adapters/aws/clients.ts';
import { dynamoCoverageStore } from '../../lib/adapters/dynamodb/coverage-store.ts';
import { dynamoRecordHealer } from '../../lib/adapters/dynamodb/record-healer.ts';
import { dynamoRecordStore } from '../../lib/adapters/dynamodb/record-store.ts';
import { dynamoRowHealer } from '../../lib/adapters/dynamodb/row-healer.ts';
import { dynamoRowStore } from '../../lib/adapters/dynamodb/row-store.ts';
import { coverageStoreContract } from '../contract/coverage-store.contract.ts';
import { recordHealerContract } from '../contract/record-healer.contract.ts';
import { rowHealerContract } from '../contract/row-healer.contract.ts';
import { freshTables } from '../support/cloud/fresh-tables.ts';
import { RECORD_FIELDS } from '../support/rows/sample-records.ts';

const { dynamodb } = awsClients();
const tables = freshTables(dynamodb);

afterAll(() => tables.deleteAll());

coverageStoreContract('dynamoCoverageStore', async () =>
  dynamoCoverageStore(dynamodb, await tables.create()),
);

rowHealerContract('dynamoRowHealer', async (layouts) => {
  const table = await tables.create();
  return {
    healer: dynamoRowHealer(dynamodb, table, { layouts, now: Date.now }),
    store: dynamoRowStore(dynamodb, table, { layouts, now: Date.now }),
  };
});

recordHealerContract('dynamoRecordHealer', async () => {
  const table = await tables.create();
  return {
    healer: dynamoRecordHealer(dynamodb, table, RECORD_FIELDS),
    store: dynamoRecordStore(dynamodb, table, RECORD_FIELDS),
  };
});
