import { dynamoCoverageStore } from '../../../lib/adapters/dynamodb/coverage-store.ts';
import { dynamoHeadStore } from '../../../lib/adapters/dynamodb/head-store.ts';
import { dynamoRecordHealer } from '../../../lib/adapters/dynamodb/record-healer.ts';
import { dynamoRecordStore } from '../../../lib/adapters/dynamodb/record-store.ts';
import { dynamoRowHealer } from '../../../lib/adapters/dynamodb/row-healer.ts';
import { rowLayouts } from '../../../lib/adapters/dynamodb/row-layouts.ts';
import { dynamoRowReader } from '../../../lib/adapters/dynamodb/row-reader.ts';
import { dynamoRowStore } from '../../../lib/adapters/dynamodb/row-store.ts';
import { dynamoSeenIds } from '../../../lib/adapters/dynamodb/seen-ids.ts';
import { dynamoStateStore } from '../../../lib/adapters/dynamodb/state-store.ts';
import { dynamoViewVersions } from '../../../lib/adapters/dynamodb/view-versions.ts';
import { coverageStoreContract } from '../../contract/coverage-store.contract.ts';
import { headStoreContract } from '../../contract/head-store.contract.ts';
import { seenIdsContract } from '../../contract/outbox.contract.ts';
import { recordHealerContract } from '../../contract/record-healer.contract.ts';
import { recordStoreContract } from '../../contract/record-store.contract.ts';
import { rowHealerContract } from '../../contract/row-healer.contract.ts';
import { type CreateRows, rowReaderContract } from '../../contract/row-reader.contract.ts';
import { rowStoreContract } from '../../contract/row-store.contract.ts';
import { stateStoreContract } from '../../contract/state-store.contract.ts';
import { truncatedRowsContract } from '../../contract/truncated-rows.contract.ts';
import { viewVersionsContract } from '../../contract/view-versions.contract.ts';
import { shop } from '../../support/definitions/shop.ts';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';
import { RECORD_COLUMNS, RECORD_FIELDS } from '../../support/rows/sample-records.ts';

/** Tables that leave every third batch unanswered by half, as the service may. */
const fresh = () => Object.assign(fakeDynamo(), { unansweredEvery: 3 }).client;
const now = () => Date.UTC(2026, 0, 1);

headStoreContract('dynamoHeadStore', async () => dynamoHeadStore(fresh(), 'state', { now }));

stateStoreContract('dynamoStateStore', async () => dynamoStateStore(fresh(), 'state', { now }));

seenIdsContract('dynamoSeenIds', async () =>
  dynamoSeenIds(fresh(), 'state', { keepFor: 1_000, now }),
);

rowStoreContract('dynamoRowStore', async () => {
  const client = fresh();
  return {
    store: dynamoRowStore(client, 'views', { layouts: rowLayouts(shop), now }),
    watermarks: dynamoRowReader(client, 'views', new Map()).watermarks,
  };
});

const readableRows: CreateRows = async (layouts, columns) => {
  const client = fresh();
  return {
    store: dynamoRowStore(client, 'views', { layouts, now }),
    reader: dynamoRowReader(client, 'views', columns),
  };
};

rowReaderContract('dynamoRowReader', readableRows);
truncatedRowsContract('dynamoRowReader', readableRows);

rowHealerContract('dynamoRowHealer', async (layouts) => {
  const client = fresh();
  return {
    healer: dynamoRowHealer(client, 'views', { layouts, now }),
    store: dynamoRowStore(client, 'views', { layouts, now }),
  };
});

recordStoreContract('dynamoRecordStore', async () => {
  const client = fresh();
  return {
    store: dynamoRecordStore(client, 'views', RECORD_FIELDS),
    reader: dynamoRowReader(client, 'views', RECORD_COLUMNS),
  };
});

recordHealerContract('dynamoRecordHealer', async () => {
  const client = fresh();
  return {
    healer: dynamoRecordHealer(client, 'views', RECORD_FIELDS),
    store: dynamoRecordStore(client, 'views', RECORD_FIELDS),
  };
});

coverageStoreContract('dynamoCoverageStore', async () => dynamoCoverageStore(fresh(), 'views'));

viewVersionsContract('dynamoViewVersions', async () => dynamoViewVersions(fresh(), 'views'));
