import { referencePipeline } from '../support/reference-events.ts';

/** Count, sum, min and max per user and minute. */
export const byUser = referencePipeline('user');
