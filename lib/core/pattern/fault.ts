import { DefinitionError } from '../../errors/definition-error.ts';

/** Reports a mistake in a pattern; `at` is the stage, in the author's words. */
export const patternFault = (
  at: string,
  problem: string,
  say: { readonly given: string; readonly expected: string; readonly fix: string },
): DefinitionError => new DefinitionError('PATTERN_INVALID', { at, problem, ...say });
