import { compilePattern, type Pattern } from '../../regex/pattern.ts';
import { Failure } from '../values.ts';

const patterns = new Map<string, Pattern | Failure>();

/** Most patterns that are kept at a time; those of definitions are few. */
const KEPT_PATTERNS = 100;

/** Whether a part of the text matches a pattern as RE2 reads it; linear in the length of the text. */
export function matchesPattern(text: string, pattern: string): boolean | Failure {
  const compiled = patternOf(pattern);
  return compiled instanceof Failure ? compiled : compiled.test(text);
}

function patternOf(text: string): Pattern | Failure {
  const known = patterns.get(text);
  if (known !== undefined) return known;
  if (patterns.size >= KEPT_PATTERNS) patterns.clear();
  const read = compilePattern(text);
  const pattern = read.ok
    ? read.pattern
    : new Failure(`the pattern is none of RE2: ${read.reason}`);
  patterns.set(text, pattern);
  return pattern;
}
