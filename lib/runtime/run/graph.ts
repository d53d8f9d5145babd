import type { EventTime } from '../../core/time.ts';
import type { Pipeline } from '../../pipeline/definition.ts';
import { inputsOf, type KeyedFlow, type Operator } from '../../pipeline/operator.ts';
import { viewId } from '../../pipeline/view-id.ts';
import { type Consumer, consumerOf } from './consumer.ts';
import { type Node, nodeOf, type Surroundings } from './node.ts';
import { operatorIds } from './operator-ids.ts';
import type { Reading } from './projection.ts';

/** The operators of a pipeline, connected. */
export interface Graph {
  /** Inputs first. */
  readonly nodes: readonly Node[];
  /** What reads the events of a stream. */
  consumersOf(stream: string): readonly Consumer[];
  readingsOf(stream: string): readonly Reading[];
  /** Lets time pass in all operators, each as far as its inputs have come. */
  advance(watermarkOf: (stream: string) => EventTime): void;
}

/** Makes the operators of a pipeline and connects each with those that it reads. */
export function graphOf(pipeline: Pipeline, around: Surroundings): Graph {
  const nodes = new Map<Operator, Node>();
  const byStream = new Map<string, { consumer: Consumer; reading: Reading }[]>(
    pipeline.streams.map(({ name }) => [name, []]),
  );
  for (const [operator, id] of operatorIds(pipeline)) {
    const views = pipeline.views.filter((view) => view.operator === operator).map(viewId);
    const node = nodeOf(operator, { id, views }, around);
    nodes.set(operator, node);
    inputsOf(operator).forEach((input, i) => {
      const side = i === 0 ? 'left' : 'right';
      const { after, source } = input.flow;
      const at = `${source.name} › ${id}`;
      const consumer = consumerOf(input, { stage: node.stage, side, operator }, at);
      if (after === null)
        byStream.get(source.name)?.push({ consumer, reading: { operator, input } });
      else nodes.get(after)?.consumers.push(consumer);
    });
  }

  const list = [...nodes.values()];
  const inputs = list.map((node) => ({ node, flows: inputsOf(node.operator) }));

  return {
    nodes: list,
    consumersOf: (stream) => (byStream.get(stream) ?? []).map(({ consumer }) => consumer),
    readingsOf: (stream) => (byStream.get(stream) ?? []).map(({ reading }) => reading),
    advance(watermarkOf) {
      const reached = ({ flow: { after, source } }: KeyedFlow): EventTime =>
        after === null
          ? watermarkOf(source.name)
          : (nodes.get(after)?.outWatermark() ?? Number.NEGATIVE_INFINITY);
      for (let i = 0; i < inputs.length; i++) {
        const { node, flows } = inputs[i] as (typeof inputs)[number];
        let least = Number.POSITIVE_INFINITY;
        for (let j = 0; j < flows.length; j++) {
          least = Math.min(least, reached(flows[j] as KeyedFlow));
        }
        if (least > node.stage.watermark) node.stage.advance(least);
      }
    },
  };
}
