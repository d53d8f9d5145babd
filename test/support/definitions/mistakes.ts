import { expect } from '@jest/globals';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import {
  bigint,
  decimal,
  double,
  instant,
  int,
  json,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import type { DefinitionErrorCode } from '../../../lib/errors/codes.ts';
import { DefinitionError } from '../../../lib/errors/definition-error.ts';
import { type PipelineBuilder, pipeline } from '../../../lib/pipeline/builder/pipeline.ts';

export const Sale = schema({
  id: string(),
  customer: string(),
  country: optional(string()),
  at: instant(),
  amount: decimal(2),
  ratio: double(),
  lines: int(),
  units: bigint(),
  gap: optional(int()),
  extra: json(),
});

export type Sales = ReturnType<typeof salesOf>;

export const salesOf = (p: PipelineBuilder) =>
  p.stream('sales', Sale, { key: 'customer', time: 'at' });

/** What a wrong definition is refused with. */
function refusal(declare: (sales: Sales, p: PipelineBuilder) => unknown): DefinitionError {
  try {
    pipeline('shop', (p) => {
      const sales = salesOf(p);
      declare(sales, p);
      sales.groupBy('customer').window(tumbling('1h')).aggregate({ n: count() }).view('fine');
    });
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

export const byCustomer = (sales: Sales) => sales.groupBy('customer');
export const hourly = (sales: Sales) => byCustomer(sales).window(tumbling('1h'));
export const as = ['a', 'b'] as const;
export const near = { as, lower: 0, upper: '1h' } as const;
export const watch = { name: 'many', field: 'n', above: 1 } as const;

type Wrong = (sales: Sales, p: PipelineBuilder) => unknown;

/** A mistake: the rule that it breaks, the code and the place that are expected, and how it is made. */
export type Mistake = readonly [rule: string, code: DefinitionErrorCode, at: string, Wrong];

/** Expects the refusal of a mistake to say where it is, and to hold to the form of messages. */
export function expectRefusal([, code, at, declare]: Mistake): void {
  const error = refusal(declare);
  expect(error.code).toBe(code);
  expect(error.fault.at).toBe(at);
  expect(error.message).toMatch(
    new RegExp(`^${at.replaceAll(/[^\w ]/g, '.')}: .+; got .+, expected .+; .+ \\[${code}\\]$`),
  );
}
