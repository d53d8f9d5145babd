import { Logger } from '@aws-lambda-powertools/logger';

/** The log of a function: JSON lines, with the request and the trace that they belong to. */
export const log = new Logger({ serviceName: 'millrace' });
