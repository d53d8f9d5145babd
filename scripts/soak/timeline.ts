/** What happens to the pipeline while events flow, and when; times are minutes since the start. */
export interface Timeline {
  /** Both halves of the events together. */
  readonly producing: number;
  /** Silence between them. */
  readonly idle: number;
  readonly scalings: readonly Scaling[];
  /** Spans in which all Lambda processes are killed now and then. */
  readonly kills: readonly Span[];
}

export interface Scaling {
  readonly at: number;
  readonly stream: string;
  readonly shards: number;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A tenth is silence; events flow before and after it. */
export function timelineOf(minutes: number): Timeline {
  const idle = minutes / 10;
  const producing = minutes - idle;
  const second = producing / 2 + idle;
  const during = (part: number, of = 0): number => of + (part * producing) / 2;
  return {
    producing,
    idle,
    scalings: [
      { at: during(0.3), stream: 'trips', shards: 4 },
      { at: during(0.5), stream: 'exchange', shards: 4 },
      { at: during(0.3, second), stream: 'trips', shards: 2 },
      { at: during(0.5, second), stream: 'exchange', shards: 2 },
    ],
    // between them processes live long enough to show whether they grow
    kills: [
      { from: during(0.1), to: during(0.6) },
      { from: during(0.1, second), to: during(0.4, second) },
    ],
  };
}
