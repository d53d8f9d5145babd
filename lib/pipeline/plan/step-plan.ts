import type { Condition, Product } from '../../core/expression.ts';
import type { FieldType } from '../../core/field-type.ts';
import type { Step } from '../definition/definition.ts';

/** A step as a plan shows it: functions are leaves that it does not look into. */
export type StepPlan =
  | { readonly kind: 'filter'; readonly condition: Condition }
  | {
      readonly kind: 'filterExpression';
      /** Its canonical text. */
      readonly text: string;
      /** The most steps that it takes for one event. */
      readonly cost: number;
    }
  | { readonly kind: 'derive'; readonly name: string; readonly expression: Product }
  | {
      readonly kind: 'deriveExpression';
      readonly name: string;
      /** Its canonical text. */
      readonly text: string;
      /** The most steps that it takes for one event. */
      readonly cost: number;
      readonly type: FieldType;
      readonly optional: boolean;
    }
  | {
      readonly kind: 'read';
      readonly name: string;
      readonly path: readonly string[];
      readonly type: FieldType;
      readonly optional: boolean;
    }
  | { readonly kind: 'compute'; readonly name: string; readonly type: FieldType }
  | { readonly kind: 'rename'; readonly names: Readonly<Record<string, string>> }
  | { readonly kind: 'drop' | 'select'; readonly names: readonly string[] }
  | {
      readonly kind: 'flatten';
      readonly field: string;
      readonly as: string;
      readonly type: FieldType;
      readonly keepEmpty: boolean;
    }
  | Extract<Step, { readonly kind: 'sets' | 'timeWithin' }>
  | { readonly kind: 'filterBy' | 'map' | 'flatMap' };
