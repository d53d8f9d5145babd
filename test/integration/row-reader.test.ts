import { afterAll } from '@jest/globals';
import { awsClients } from '../../lib/adapters/aws/clients.ts';
import { dynamoRecordStore } from '../../lib/adapters/dynamodb/record-store.ts';
import { dynamoRowReader } from '../../lib/adapters/dynamodb/row-reader.ts';
import { dynamoRowStore } from '../../lib/adapters/dynamodb/row-store.ts';
import { recordStoreContract } from '../contract/record-store.contract.ts';
import { type CreateRows, rowReaderContract } from '../contract/row-reader.contract.ts';
import { truncatedRowsContract } from '../contract/truncated-rows.contract.ts';
import { freshTables } from '../support/cloud/fresh-tables.ts';
import { RECORD_COLUMNS, RECORD_FIELDS } from '../support/rows/sample-records.ts';

const { dynamodb } = awsClients();
const tables = freshTables(dynamodb);

afterAll(() => tables.deleteAll());

const readableRows: CreateRows = async (layouts, columns) => {
  const table = await tables.create();
  return {
    store: dynamoRowStore(dynamodb, table, { layouts, now: Date.now }),
    reader: dynamoRowReader(dynamodb, table, columns),
  };
};

rowReaderContract('dynamoRowReader', readableRows);
truncatedRowsContract('dynamoRowReader', readableRows);

recordStoreContract('dynamoRecordStore', async () => {
  const table = await tables.create();
  return {
    store: dynamoRecordStore(dynamodb, table, RECORD_FIELDS),
    reader: dynamoRowReader(dynamodb, table, RECORD_COLUMNS),
  };
});
