/**
 * `millrace/client`: rows of a deployed pipeline, read from DynamoDB without a server.
 *
 * @module millrace/client
 */
export type { PlainRow } from '../serving/plain-row.ts';
export type { PlainValue } from '../serving/plain-value.ts';
export { QueryError } from '../serving/query-error.ts';
export type { RowStatus } from '../serving/row-status.ts';
export {
  type RowQueryOptions,
  type RowsAnswer,
  type ViewClient,
  type ViewClientOptions,
  viewClient,
} from './view-client.ts';
