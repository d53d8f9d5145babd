import type { Mutation } from '../mutation.ts';
import { withStage } from './patched-stage.ts';

/** Compares sequence numbers as the text that they come as: 9 is then behind 10. */
export const sequencesAsText: Mutation = {
  startSource: () =>
    withStage(() => ({
      rest(records, { toSeq, toSub }) {
        const reached = toSeq.replace(/^0+/, '');
        const rest = records.filter(
          ({ sequence, sub }) => sequence > reached || (sequence === reached && sub > toSub),
        );
        return rest.length > 0 ? rest : undefined;
      },
    })),
};

/** Asks only whether the last record of a batch is new, and then takes the batch whole. */
export const wholeBatches: Mutation = {
  startSource: () =>
    withStage(() => ({
      rest: (records, { toSeq }) => {
        const last = records.at(-1)?.sequence.padStart(toSeq.length, '0') ?? '';
        return last > toSeq ? records : undefined;
      },
    })),
};
