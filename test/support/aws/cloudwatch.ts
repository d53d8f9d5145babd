import { jest } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';

/** One value of a metric, as CloudWatch takes it from a line of a function's log. */
export interface Published {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

interface EmbeddedMetrics {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [field: string]: unknown;
}

/** What functions write for CloudWatch while `work` is done, and the lines themselves. */
export async function publishedBy(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<unknown>,
): Promise<{ readonly metrics: readonly Published[]; readonly lines: readonly object[] }> {
  const environment = { ...process.env };
  const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const toConsole = { POWERTOOLS_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'false' };
  Object.assign(process.env, variables, toConsole);
  try {
    await work();
    const lines = print.mock.calls.map(([line]) => JSON.parse(String(line)) as EmbeddedMetrics);
    return { lines, metrics: lines.flatMap(metricsIn) };
  } finally {
    print.mockRestore();
    process.env = environment;
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function metricsIn(line: EmbeddedMetrics): Published[] {
  return line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((set) =>
      Metrics.flatMap(({ Name }) =>
        [line[Name]].flat().map((value) => ({
          ...{ namespace: Namespace, name: Name, value: Number(value) },
          dimensions: Object.fromEntries(set.map((name) => [name, String(line[name])])),
        })),
      ),
    ),
  );
}

/** A metric that an alarm reads; values of dimensions may be references to resources. */
export interface ReadMetric {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly statistic: string;
  /** Seconds. */
  readonly period: number;
  readonly dimensions: Readonly<Record<string, unknown>>;
}

export interface SynthesisedAlarm {
  /** As it is called in the construct: `SalesSpeedBehind`. */
  readonly id: string;
  readonly section: string;
  readonly metrics: readonly ReadMetric[];
  /** Over the ids of metrics, where the alarm reads several. */
  readonly expression: string | undefined;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: string;
}

/** Every alarm of a template. */
export const alarmsIn = (template: Template): SynthesisedAlarm[] =>
  Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([key, { Properties }]) => {
    const queries = (Properties.Metrics ?? []) as Query[];
    const single = { Id: 'only', MetricStat: { Metric: Properties, ...statOf(Properties) } };
    return {
      id: key.replace(/^Alarms|[0-9A-F]{8}$/g, ''),
      section: /docs\/runbook\.md#([a-z]+)$/.exec(Properties.AlarmDescription)?.[1] ?? '',
      metrics: (queries.length === 0 ? [single] : queries).flatMap(readMetric),
      expression: queries.find(({ Expression }) => Expression !== undefined)?.Expression,
      threshold: Properties.Threshold,
      evaluationPeriods: Properties.EvaluationPeriods,
      datapointsToAlarm: Properties.DatapointsToAlarm ?? Properties.EvaluationPeriods,
      treatMissingData: Properties.TreatMissingData,
    };
  });

/** The alarm of that name. */
export function alarmCalled(alarms: readonly SynthesisedAlarm[], id: string): SynthesisedAlarm {
  const found = alarms.find((alarm) => alarm.id === id);
  if (found === undefined) throw new Error(`there is no alarm ${id}`);
  return found;
}

const statOf = ({ Statistic, Period }: { Statistic: string; Period: number }) => ({
  Stat: Statistic,
  Period,
});

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Stat: string;
    readonly Period: number;
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
    };
  };
}

function readMetric({ Id, MetricStat }: Query): ReadMetric[] {
  if (MetricStat === undefined) return [];
  const { Stat, Period, Metric } = MetricStat;
  const { Namespace, MetricName, Dimensions } = Metric;
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return [
    {
      ...{ id: Id, namespace: Namespace, name: MetricName },
      ...{ statistic: Stat, period: Period, dimensions },
    },
  ];
}

/** The value of one period in which all of that was published; `undefined` if the alarm sees none of it. */
export function seenBy(
  { metrics, expression }: SynthesisedAlarm,
  published: readonly Published[],
): number | undefined {
  const values = metrics.map((metric) => [metric.id, statisticOf(metric, published)] as const);
  if (values.some(([, value]) => value === undefined)) return undefined;
  if (expression === undefined) return values[0]?.[1];
  const given = Object.fromEntries(values);
  const evaluate = new Function('IF', ...Object.keys(given), `return ${expression};`);
  return Number(
    evaluate((is: boolean, a: number, b: number) => (is ? a : b), ...Object.values(given)),
  );
}

function statisticOf(metric: ReadMetric, published: readonly Published[]): number | undefined {
  const values = published
    .filter(({ namespace, name }) => namespace === metric.namespace && name === metric.name)
    .filter(({ dimensions }) => equal(dimensions, metric.dimensions))
    .map(({ value }) => value);
  if (values.length === 0) return undefined;
  if (metric.statistic === 'Maximum') return Math.max(...values);
  if (metric.statistic === 'Sum') return values.reduce((sum, value) => sum + value, 0);
  throw new Error(`no test knows the statistic ${metric.statistic}`);
}

const equal = (a: object, b: object): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/**
 * Whether an alarm fires over the values of its last periods; a period without data is `undefined`.
 *
 * Looks at no more than the evaluation periods; CloudWatch may look at some more before it takes data
 * to be missing, so it fires later than this, never sooner.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function fires(alarm: SynthesisedAlarm, periods: readonly (number | undefined)[]): boolean {
  const { threshold, evaluationPeriods, datapointsToAlarm, treatMissingData } = alarm;
  const last = periods.slice(-evaluationPeriods);
  const isBad = (value: number | undefined): boolean =>
    value === undefined ? treatMissingData === 'breaching' : value >= threshold;
  return last.length === evaluationPeriods && last.filter(isBad).length >= datapointsToAlarm;
}
