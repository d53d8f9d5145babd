/** The definition that handlers run when nothing else is bundled in: for type checks and tests. */
export { retail as pipeline } from '../examples/retail/pipeline.ts';
