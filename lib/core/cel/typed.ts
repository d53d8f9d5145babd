import type { Span } from './tree.ts';
import type { CelType } from './types.ts';
import type { Value } from './values.ts';

/** One meaning of a function, for arguments of certain types. */
export interface Overload {
  /** `size`, `math.abs`, or an operator such as `_+_`. */
  readonly name: string;
  /** Types of the arguments; the first is what stands before the point, if `isMethod`. */
  readonly params: readonly CelType[];
  /** Whether it is written after a point. */
  readonly isMethod: boolean;
  /** Whether the last parameter may come any number of times. */
  readonly isVariadic: boolean;
  /** What it gives. */
  readonly result: CelType;
  /**
   * Arguments of type `int` are {@link Whole} numbers, all others are values; so is the result, or it is a
   * `Failure`.
   */
  readonly run: (...args: never[]) => unknown;
}

/** The order of two values. */
export type Order = '<' | '<=' | '>' | '>=';

/** Macros that look at the elements of a list or a map. */
export type Fold =
  | 'all'
  | 'exists'
  | 'existsOne'
  | 'filter'
  | 'map'
  | 'transformList'
  | 'transformMap';

/** An element of a typed list, or an entry of a typed map. */
export interface TypedEntry {
  readonly key: Typed | null;
  readonly value: Typed;
  readonly optional: boolean;
}

/** What an expression's part is, without its place and type. */
export type Node =
  | {
      readonly node: 'constant';
      readonly value: Value;
      /** Of a number with a point that is written out: a double by itself, a decimal beside one. */
      readonly digits: string | null;
    }
  | { readonly node: 'field'; readonly name: string; readonly mayLack: boolean }
  | { readonly node: 'fieldOrNone'; readonly name: string; readonly of: CelType }
  | { readonly node: 'isPresent'; readonly name: string }
  | { readonly node: 'local'; readonly slot: number }
  | { readonly node: 'and' | 'or'; readonly left: Typed; readonly right: Typed }
  | { readonly node: 'not'; readonly of: Typed }
  | {
      readonly node: 'conditional';
      readonly test: Typed;
      readonly yes: Typed;
      readonly no: Typed;
    }
  | {
      readonly node: 'equal';
      readonly negated: boolean;
      readonly left: Typed;
      readonly right: Typed;
    }
  | {
      readonly node: 'compare';
      readonly op: Order;
      readonly left: Typed;
      readonly right: Typed;
    }
  | {
      /** Decimals of known scales: sums of one scale, products of any. */
      readonly node: 'decimal';
      readonly op: '+' | '-' | '*' | '%';
      readonly left: Typed;
      readonly right: Typed;
    }
  | { readonly node: 'scaled'; readonly of: Typed }
  | {
      readonly node: 'call';
      readonly overloads: readonly Overload[];
      readonly args: readonly Typed[];
    }
  | { readonly node: 'in'; readonly left: Typed; readonly right: Typed }
  | { readonly node: 'list'; readonly entries: readonly TypedEntry[] }
  | { readonly node: 'map'; readonly entries: readonly TypedEntry[] }
  | { readonly node: 'get'; readonly of: Typed; readonly key: Typed; readonly optional: boolean }
  | { readonly node: 'has'; readonly of: Typed; readonly key: string }
  | {
      readonly node: 'fold';
      readonly fold: Fold;
      readonly range: Typed;
      /** Where the element stands, or key or index and then the value. */
      readonly slots: readonly number[];
      readonly condition: Typed | null;
      readonly result: Typed | null;
    }
  | {
      readonly node: 'bind';
      readonly slot: number;
      readonly value: Typed;
      readonly result: Typed;
      /** `bind` gives a name; the others look into an optional, and give one. */
      readonly way: 'bind' | 'optMap' | 'optFlatMap';
    }
  | { readonly node: 'dyn'; readonly of: Typed }
  /** A field of an event, whether it is there, and the field as an optional value. */
  | {
      readonly node: 'member';
      readonly of: Typed;
      readonly name: string;
      readonly mayLack: boolean;
    }
  | { readonly node: 'hasMember'; readonly of: Typed; readonly name: string }
  | { readonly node: 'memberOrNone'; readonly of: Typed; readonly name: string };

/** A part of an expression of which the type is known. */
export type Typed = Node & { readonly type: CelType; readonly span: Span };
