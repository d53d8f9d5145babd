import { viewId } from '../definition/view-id.ts';
import type { OperatorPlan, OperatorViewPlan, Plan, ViewPlan } from '../plan/plan.ts';
import { describeWindows } from './describe.ts';
import { mermaidText } from './mermaid-text.ts';

/**
 * A plan as a Mermaid flowchart: streams, lanes, views and the lake, and what flows between them.
 *
 * Nodes have names of our own, as those of the author may be words of Mermaid.
 */
export function mermaidPlan({ pipeline, streams, views, lanes, exchange }: Plan): string {
  const streamNode = (name: string) => `s${streams.findIndex((each) => each.name === name)}`;
  const viewNode = (id: string) => `v${views.findIndex((each) => viewId(each) === id)}`;
  const nodes = [
    ...streams.map(({ name, key }) => `${streamNode(name)}[["${text(name, `by ${key}`)}"]]`),
    ...lanes.map(({ name, batchingWindowSeconds }, i) => {
      const every = batchingWindowSeconds === 0 ? 'at once' : `every ${batchingWindowSeconds} s`;
      return `l${i}["${text(name, every)}"]`;
    }),
    ...(exchange === null ? [] : [`exchange[["${text('exchange stream', 'by row key')}"]]`]),
    ...views.map((view) => `${viewNode(viewId(view))}[("${text(viewId(view), shapeOf(view))}")]`),
    'lake[("lake")]',
  ];
  const sends = (lane: string) =>
    views.some((view) => {
      const mine = lanes.find((each) => each.name === lane)?.views.includes(viewId(view));
      return mine && view.placement.lane === 'exchange';
    });
  const edges = lanes.flatMap(({ name, kind, stream, views: mine }, i) => {
    const own = mine.filter((id) => {
      const stage = views.find((each) => viewId(each) === id)?.placement.lane;
      return stage === (kind === 'exchange' ? 'exchange' : 'source');
    });
    return [
      `${stream === null ? 'exchange' : streamNode(stream)} --> l${i}`,
      ...own.map((id) => `l${i} --> ${viewNode(id)}`),
      ...(kind === 'archive' ? [`l${i} --> lake`] : []),
      ...(kind === 'speed' && sends(name) ? [`l${i} --> exchange`] : []),
    ];
  });
  const produced = streams.map(({ name }) => `producers([producers]) --> ${streamNode(name)}`);
  return [
    '---',
    `title: ${pipeline}`,
    '---',
    'flowchart LR',
    ...indented([...nodes, ...produced, ...edges]),
  ].join('\n');
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** Two lines of a node. */
const text = (first: string, second: string): string =>
  `${mermaidText(first)}<br/>${mermaidText(second)}`;

function shapeOf(view: ViewPlan): string {
  if (view.kind === 'window') return describeWindows(view);
  const { streams = [view.stream], operator } = view as Partial<OperatorViewPlan> & ViewPlan;
  return [...(operator === undefined ? [] : [deedOf(operator)]), streams.join(' and ')].join(
    ' of ',
  );
}

/** What an operator does, or the one before it if it only passes its results on. */
function deedOf({ kind, inputs }: OperatorPlan): string {
  const before = inputs[0]?.after;
  return kind === 'records' && before ? deedOf(before) : kind;
}
