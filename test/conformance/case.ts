/** An event of a case: whatever it holds beside its time. */
export interface CaseEvent {
  readonly id: string;
  readonly ts: number;
  readonly [field: string]: unknown;
}

/** One step of a case, in the order of arrival. */
export interface Step {
  readonly event?: CaseEvent;
  readonly watermark?: number;
  readonly source?: string;
  readonly idle?: string;
  readonly active?: string;
  readonly checkpointRestore?: boolean;
}

export interface WatermarkSpec {
  readonly policy: 'explicit' | 'none' | 'boundedOutOfOrderness';
  readonly maxDelayMs?: number;
}

/** What a case says of its time, whatever its kind. */
export interface TimeSpec {
  readonly watermark?: WatermarkSpec;
  readonly sources?: readonly (string | { readonly name?: string; readonly id?: string })[];
}

/** A case as its file has it; `spec` and `expected` depend on the kind. */
export interface Case<Spec = TimeSpec, Expected = unknown> {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly tags?: readonly string[];
  readonly spec: Spec;
  readonly steps: readonly Step[];
  readonly endOfInput?: boolean;
  readonly expected: Expected;
}

/** A kind or an option that the definition language cannot say. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** What went wrong with a case; nothing if it passed. */
export type Verdict = readonly string[];
