import { type DurationMs, duration } from '../../core/time.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { stableName } from '../definition/names.ts';
import type { ViewOptions } from '../definition/options.ts';

/** What a view does unless it says otherwise. */
export const VIEW_DEFAULTS = { freshness: '5s' } as const;

/** What every view has. */
export interface CheckedView {
  readonly name: string;
  readonly version: number;
  readonly freshness: DurationMs;
}

/**
 * Checks the name and the options of a view.
 *
 * @throws {@link DefinitionError} `NAME_INVALID`, `VIEW_INCOMPLETE`, `DURATION_INVALID`
 */
export function checkedView(name: string, options: ViewOptions): CheckedView {
  return {
    name: stableName(name, 'name'),
    version: version(options.version ?? 1),
    freshness: duration(options.freshness ?? VIEW_DEFAULTS.freshness, 'freshness'),
  };
}

function version(given: number): number {
  if (Number.isInteger(given) && given >= 1) return given;
  throw new DefinitionError('VIEW_INCOMPLETE', {
    at: 'version',
    problem: 'is not a version',
    given: String(given),
    expected: 'a whole number from 1',
    fix: 'start with 1 and add one when the meaning changes',
  });
}
