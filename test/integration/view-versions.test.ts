import { afterAll } from '@jest/globals';
import { awsClients } from '../../lib/adapters/aws/clients.ts';
import { dynamoViewVersions } from '../../lib/adapters/dynamodb/view-versions.ts';
import { viewVersionsContract } from '../contract/view-versions.contract.ts';
import { freshTables } from '../support/cloud/fresh-tables.ts';

const { dynamodb } = awsClients();
const tables = freshTables(dynamodb);

afterAll(() => tables.deleteAll());

viewVersionsContract('dynamoViewVersions', async () =>
  dynamoViewVersions(dynamodb, await tables.create()),
);
