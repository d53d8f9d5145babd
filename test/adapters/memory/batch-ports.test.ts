import { memoryCoverageStore } from '../../../lib/adapters/memory/coverage-store.ts';
import { memoryRowStore } from '../../../lib/adapters/memory/row-store.ts';
import { coverageStoreContract } from '../../contract/coverage-store.contract.ts';
import { rowHealerContract } from '../../contract/row-healer.contract.ts';

coverageStoreContract('memoryCoverageStore', async () => memoryCoverageStore());

rowHealerContract('memoryRowStore', async () => {
  const store = memoryRowStore();
  return { healer: store, store };
});
