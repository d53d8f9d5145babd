import { memoryHeadStore } from '../../../lib/adapters/memory/head-store.ts';
import { memoryLateEvents, memorySeenIds } from '../../../lib/adapters/memory/outbox.ts';
import { memoryRowStore } from '../../../lib/adapters/memory/row-store.ts';
import { memoryStateStore } from '../../../lib/adapters/memory/state-store.ts';
import { headStoreContract } from '../../contract/head-store.contract.ts';
import { lateEventsContract, seenIdsContract } from '../../contract/outbox.contract.ts';
import { rowStoreContract } from '../../contract/row-store.contract.ts';
import { stateStoreContract } from '../../contract/state-store.contract.ts';

headStoreContract('memoryHeadStore', async () => memoryHeadStore());

rowStoreContract('memoryRowStore', async () => {
  const store = memoryRowStore();
  return { store, watermarks: async (view) => store.watermarks(view) };
});

lateEventsContract('memoryLateEvents', async () => {
  const store = memoryLateEvents();
  return { store, all: async () => store.all() };
});

seenIdsContract('memorySeenIds', async () => memorySeenIds());

stateStoreContract('memoryStateStore', async () => memoryStateStore());
