import { memoryRecordStore } from '../../../lib/adapters/memory/record-store.ts';
import { memoryRowReader } from '../../../lib/adapters/memory/row-reader.ts';
import { memoryRowStore } from '../../../lib/adapters/memory/row-store.ts';
import { recordStoreContract } from '../../contract/record-store.contract.ts';
import { rowReaderContract } from '../../contract/row-reader.contract.ts';
import { RECORD_FIELDS } from '../../support/sample-records.ts';

rowReaderContract('memoryRowReader', async (layouts) => {
  const store = memoryRowStore();
  return { store, reader: memoryRowReader(store, layouts) };
});

recordStoreContract('memoryRecordStore', async () => {
  const store = memoryRecordStore();
  const records = { all: store.all, fields: RECORD_FIELDS };
  return { store, reader: memoryRowReader(memoryRowStore(), new Map(), records) };
});
