import type { Cost } from './cost-of.ts';

/** A cost beside what it is the cost of. */
export interface CostColumn {
  readonly title: string;
  readonly cost: Cost;
}

/** Costs side by side as a Markdown table, positions by service, in US dollars a month. */
export function costTable(columns: readonly CostColumn[]): string {
  const named = columns.flatMap(({ cost }) =>
    cost.lines.map(({ service, what }) => [service, what]),
  );
  const positions = [...new Map(named.map(([service, what]) => [`${service}: ${what}`, service]))];
  const services = [...new Set(positions.map(([, service]) => service))];
  const ordered = services.flatMap((service) => positions.filter(([, of]) => of === service));
  const rows = [
    ['shards of each stream', ...columns.map(({ cost }) => String(cost.shards))],
    ...ordered.map(([position]) => [
      position,
      ...columns.map(({ cost }) => dollars(usdOf(cost, position))),
    ]),
    ['**together**', ...columns.map(({ cost }) => `**${dollars(cost.usd)}**`)],
  ];
  return [
    ['USD a month', ...columns.map(({ title }) => title)],
    ['---', ...columns.map(() => '---:')],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

const usdOf = ({ lines }: Cost, position: string): number =>
  lines
    .filter(({ service, what }) => `${service}: ${what}` === position)
    .reduce((sum, { usd }) => sum + usd, 0);

/** `–` for nothing, cents below 10, whole dollars with separators above. */
function dollars(usd: number): string {
  if (usd === 0) return '–';
  if (usd < 0.005) return '< 0.01';
  return usd < 10 ? usd.toFixed(2) : Math.round(usd).toLocaleString('en-US');
}
