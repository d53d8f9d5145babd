import { DefinitionError } from '../../errors/definition-error.ts';
import { type DurationInput, type DurationMs, duration } from '../time.ts';

/** A duration of 1 ms at least. @throws {@link DefinitionError} `WINDOW_INVALID`, `DURATION_INVALID` */
export function positive(input: DurationInput, at: string): DurationMs {
  const ms = duration(input, at);
  if (ms >= 1) return ms;
  throw invalid(at, 'must have a length', {
    given: '0 ms',
    expected: 'at least 1 ms',
    fix: 'give it with its unit, such as "30m"',
  });
}

/** A mistake in the definition of windows. */
export const invalid = (
  at: string,
  problem: string,
  say: { readonly given: string; readonly expected: string; readonly fix: string },
): DefinitionError => new DefinitionError('WINDOW_INVALID', { at, problem, ...say });
