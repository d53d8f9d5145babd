import { afterAll } from '@jest/globals';
import { awsClients } from '../../lib/adapters/clients.ts';
import { dynamoRecordStore } from '../../lib/adapters/dynamodb/record-store.ts';
import { dynamoRowReader } from '../../lib/adapters/dynamodb/row-reader.ts';
import { ALERT_FIELDS, recordStoreContract } from '../contract/record-store.contract.ts';
import { freshTables } from '../support/fresh-tables.ts';
import { EVER } from '../support/sample-rows.ts';

const { dynamodb } = awsClients();
const tables = freshTables(dynamodb);

afterAll(() => tables.deleteAll());

const columns = Object.entries(ALERT_FIELDS).map(([name, { type }]) => ({ name, type }));

recordStoreContract('dynamoRecordStore', async () => {
  const table = await tables.create();
  const reader = dynamoRowReader(dynamodb, table, new Map([['alerts', columns]]));
  return {
    store: dynamoRecordStore(dynamodb, table, new Map([['alerts', ALERT_FIELDS]])),
    async read(key) {
      const found = await reader.rowsOfKey({ view: 'alerts', key }, EVER);
      return found.map(({ start, values }) => ({
        time: start,
        level: values['level'],
        note: values['note'],
        events: values['events'],
      }));
    },
  };
});
