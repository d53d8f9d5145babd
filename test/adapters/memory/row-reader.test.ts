import { memoryRecordStore } from '../../../lib/adapters/memory/record-store.ts';
import { memoryRowReader } from '../../../lib/adapters/memory/row-reader.ts';
import { memoryRowStore } from '../../../lib/adapters/memory/row-store.ts';
import { recordStoreContract } from '../../contract/record-store.contract.ts';
import { type CreateRows, rowReaderContract } from '../../contract/row-reader.contract.ts';
import { truncatedRowsContract } from '../../contract/truncated-rows.contract.ts';
import { RECORD_FIELDS } from '../../support/rows/sample-records.ts';

const readableRows: CreateRows = async (layouts) => {
  const store = memoryRowStore();
  return { store, reader: memoryRowReader(store, layouts) };
};

rowReaderContract('memoryRowReader', readableRows);
truncatedRowsContract('memoryRowReader', readableRows);

recordStoreContract('memoryRecordStore', async () => {
  const store = memoryRecordStore();
  const records = { all: store.all, fields: RECORD_FIELDS };
  return { store, reader: memoryRowReader(memoryRowStore(), new Map(), records) };
});
