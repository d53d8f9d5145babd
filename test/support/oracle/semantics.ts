import type { Case } from '../../conformance/case.ts';
import type { JoinCase } from '../../conformance/interval-join.ts';
import type { TableCase } from '../../conformance/stream-table-join.ts';
import type { WindowCase } from '../../conformance/window-aggregate.ts';
import { intervalJoinOracle, tableJoinOracle } from './joins.ts';
import { asExpected } from './outcome.ts';
import { sessionsOracle } from './sessions.ts';
import { windowsOracle } from './windows.ts';

/**
 * What a case should give, worked out slowly by code that shares nothing with the operators.
 *
 * Quadratic or worse on purpose. `undefined` for kinds that it does not know.
 */
export function oracleOf(one: Case): Readonly<Record<string, unknown>> | undefined {
  switch (one.kind) {
    case 'windowAggregate': {
      const windows = one as unknown as WindowCase;
      const isSession = windows.spec.window.type === 'session';
      return asExpected(isSession ? sessionsOracle(windows) : windowsOracle(windows));
    }
    case 'intervalJoin':
      return intervalJoinOracle(one as unknown as JoinCase);
    case 'streamTableJoin':
      return tableJoinOracle(one as unknown as TableCase);
    default:
      return undefined;
  }
}
