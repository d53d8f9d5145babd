import { memoryCoverageStore } from '../../../lib/adapters/memory/coverage-store.ts';
import { memoryRecordStore } from '../../../lib/adapters/memory/record-store.ts';
import { memoryRowStore } from '../../../lib/adapters/memory/row-store.ts';
import { coverageStoreContract } from '../../contract/coverage-store.contract.ts';
import { recordHealerContract } from '../../contract/record-healer.contract.ts';
import { rowHealerContract } from '../../contract/row-healer.contract.ts';
import { RECORD_FIELDS } from '../../support/rows/sample-records.ts';

coverageStoreContract('memoryCoverageStore', async () => memoryCoverageStore());

rowHealerContract('memoryRowStore', async () => {
  const store = memoryRowStore();
  return { healer: store, store };
});

recordHealerContract('memoryRecordStore', async () => {
  const store = memoryRecordStore(RECORD_FIELDS);
  return { healer: store, store };
});
