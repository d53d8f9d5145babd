/** A mutant that no test can see, since it changes nothing that anybody could observe. */
export interface Equivalent {
  readonly file: string;
  /** The line that it is in, without the space around it. */
  readonly line: string;
  readonly by: string;
  readonly because: string;
}

/** Survivors that were looked at. One whose line has changed since is looked at again. */
export const EQUIVALENT: readonly Equivalent[] = [];
