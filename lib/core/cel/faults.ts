import type { DefinitionErrorCode } from '../../errors/codes.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { Span } from './tree.ts';

/** What is wrong with a part of an expression. */
export interface ExpressionFault {
  /** What is wrong. */
  readonly problem: string;
  /** What was got. */
  readonly given: string;
  /** What would do. */
  readonly expected: string;
  /** What to do. */
  readonly fix: string;
}

/** Most of the text that a message shows on either side of the place. */
const SHOWN = 30;

/**
 * An error at a place of an expression: `character 10 of "amount > »county« == 1"`.
 *
 * Characters are counted from 1, as editors do.
 */
export function expressionError(
  code: DefinitionErrorCode,
  { text, span }: { readonly text: string; readonly span: Span },
  fault: ExpressionFault,
): DefinitionError {
  return new DefinitionError(code, { at: placeIn(text, span), ...fault });
}

/** The place of a span in its text, for people. */
export function placeIn(text: string, { start, end }: Span): string {
  const from = start > SHOWN ? start - SHOWN : 0;
  const to = Math.min(text.length, end + SHOWN);
  const shown = end - start > 2 * SHOWN ? start + 2 * SHOWN : end;
  const middle = `${text.slice(start, shown)}${shown < end ? '…' : ''}`;
  const before = `${from > 0 ? '…' : ''}${text.slice(from, start)}`;
  const after = shown < end ? '' : `${text.slice(end, to)}${to < text.length ? '…' : ''}`;
  const oneLine = `${before}»${middle}«${after}`.replace(/\s+/g, ' ');
  return `character ${start + 1} of "${oneLine}"`;
}
