import { afterAll } from '@jest/globals';
import { awsClients } from '../../lib/adapters/clients.ts';
import { dynamoRowReader } from '../../lib/adapters/dynamodb/row-reader.ts';
import { dynamoRowStore } from '../../lib/adapters/dynamodb/row-store.ts';
import { rowReaderContract } from '../contract/row-reader.contract.ts';
import { freshTables } from '../support/fresh-tables.ts';

const { dynamodb } = awsClients();
const tables = freshTables(dynamodb);

afterAll(() => tables.deleteAll());

rowReaderContract('dynamoRowReader', async (layouts, columns) => {
  const table = await tables.create();
  return {
    store: dynamoRowStore(dynamodb, table, layouts),
    reader: dynamoRowReader(dynamodb, table, columns),
  };
});
