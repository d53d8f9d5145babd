import { retail } from '../../../examples/retail/pipeline.ts';

/** The example under a name of its own, for a test that sends it much too late. */
export const retailLate = { ...retail, name: 'retail-late' };
