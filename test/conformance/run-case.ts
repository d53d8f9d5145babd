import type { Case, Verdict } from './case.ts';
import { type FlowCase, runFlow } from './flow.ts';
import { type JoinCase, runIntervalJoin } from './interval-join.ts';
import { checkOptions } from './known-options.ts';
import { type PatternCase, runPattern } from './pattern.ts';
import { type QueryCase, runQuery } from './query.ts';
import { runStreamTableJoin, type TableCase } from './stream-table-join.ts';
import { runWindowAggregate, type WindowCase } from './window-aggregate.ts';

/** Runs a case on ordinary definitions. What cannot be said, or throws, has failed with that reason. */
export function runCase(one: Case): Verdict {
  try {
    checkOptions(one);
    switch (one.kind) {
      case 'windowAggregate':
        return runWindowAggregate(one as WindowCase);
      case 'intervalJoin':
        return runIntervalJoin(one as unknown as JoinCase);
      case 'streamTableJoin':
        return runStreamTableJoin(one as unknown as TableCase);
      case 'pattern':
        return runPattern(one as unknown as PatternCase);
      case 'flow':
        return runFlow(one as unknown as FlowCase);
      case 'query':
        return runQuery(one as unknown as QueryCase);
      default:
        return [`unsupported: cases of kind "${one.kind}"`];
    }
  } catch (error) {
    const { name, message } = error as Error;
    return [name === 'Unsupported' ? `unsupported: ${message}` : `${name}: ${message}`];
  }
}
