/** Places between characters that a pattern can ask for. */
export type Assertion =
  | 'beginText'
  | 'endText'
  | 'beginLine'
  | 'endLine'
  | 'wordBoundary'
  | 'noWordBoundary';

/** A pattern as it was written. */
export type PatternTree =
  | { readonly kind: 'empty' }
  | { readonly kind: 'one'; readonly of: CharacterClass }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'both'; readonly parts: readonly PatternTree[] }
  | { readonly kind: 'either'; readonly parts: readonly PatternTree[] }
  | {
      readonly kind: 'repeat';
      readonly of: PatternTree;
      readonly least: number;
      /** `null`: any number of times. */
      readonly most: number | null;
    };

/** Characters: whether one of the items holds it, or none does if it is negated. */
export interface CharacterClass {
  readonly items: readonly ClassItem[];
  readonly negated: boolean;
  readonly foldsCase: boolean;
}

/** A part of a class: the inside of a class of ECMAScript's, in its `u` mode. */
export interface ClassItem {
  readonly source: string;
  readonly negated: boolean;
}
