import { build, type Histogram } from 'hdr-histogram-js';

/** Latencies in milliseconds. */
export interface Latencies {
  readonly measured: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export const histogram = (): Histogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600_000,
    numberOfSignificantValueDigits: 3,
  });

export const latenciesOf = (of: Histogram): Latencies => ({
  measured: of.totalCount,
  p50: of.getValueAtPercentile(50),
  p90: of.getValueAtPercentile(90),
  p99: of.getValueAtPercentile(99),
  max: of.maxValue,
});
