/**
 * The interface that validation libraries share.
 *
 * Source: Standard Schema, version 1, https://standardschema.dev; written out here because this
 * folder imports no package.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** What the specification asks for. */
  readonly '~standard': StandardProps<Input, Output>;
}

/** A Standard Schema's properties. */
export interface StandardProps<Input = unknown, Output = Input> {
  /** Of the specification. */
  readonly version: 1;
  /** Name of the library. */
  readonly vendor: string;
  /** Judges a value; here always at once. */
  readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
  /** Carries the TypeScript types; never present at run time. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

/** The value, or why it was refused. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** Why a value was refused. */
export interface StandardIssue {
  /** For people. */
  readonly message: string;
  /** Where in the value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The type of what a schema lets through. */
export type OutputOf<S extends StandardSchema> = NonNullable<S['~standard']['types']>['output'];

/** Text of where an issue is: `items.0.price`. */
export const issuePath = ({ path = [] }: StandardIssue): string =>
  path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
