import { retail } from '../../../examples/retail/pipeline.ts';

/** The example under a name of its own, so that a demonstration that was kept is not touched. */
export const retailCi = { ...retail, name: 'retail-ci' };
