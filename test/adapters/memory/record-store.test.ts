import { memoryRecordStore } from '../../../lib/adapters/memory/record-store.ts';
import { eventCodec } from '../../../lib/core/operators/event-codec.ts';
import { ALERT_FIELDS, recordStoreContract } from '../../contract/record-store.contract.ts';

recordStoreContract('memoryRecordStore', async () => {
  const store = memoryRecordStore();
  return {
    store,
    read: async (key) =>
      store
        .all()
        .filter((record) => record.view === 'alerts' && record.key === key)
        .map(({ time, record }) => {
          const { level, note = null, events } = eventCodec(ALERT_FIELDS).decode(record);
          return { time, level, note, events };
        }),
  };
});
