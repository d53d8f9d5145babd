import { memoryRowReader } from '../../../lib/adapters/memory/row-reader.ts';
import { memoryRowStore } from '../../../lib/adapters/memory/row-store.ts';
import { rowReaderContract } from '../../contract/row-reader.contract.ts';

rowReaderContract('memoryRowReader', async (layouts) => {
  const store = memoryRowStore();
  return { store, reader: memoryRowReader(store, layouts) };
});
