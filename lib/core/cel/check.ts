import { nearestNames } from '../nearest-names.ts';
import { checkAccess, namedType } from './check-access.ts';
import { resolve } from './check-call.ts';
import { literalOf, typeNamed } from './check-literals.ts';
import { checkMacro } from './check-macros.ts';
import { alignedConditional, asDecimalLiteral, decimalList, isDecimal } from './check-numbers.ts';
import { checkOperator, checkUnary, joinedTypes } from './check-operators.ts';
import { checkOptionalCall } from './check-optionals.ts';
import { checkMember, checkNoRecord, checkSum } from './check-records.ts';
import { type Checking, needs, typed, typeError } from './checking.ts';
import { expressionError } from './faults.ts';
import { presentIf } from './presence.ts';
import type { Expr, Span } from './tree.ts';
import type { Typed, TypedEntry } from './typed.ts';
import * as types from './types.ts';
import { type CelType, fits, joined, typeText, type Variable } from './types.ts';

/** An expression of which the types are known. */
export interface Checked {
  readonly typed: Typed;
  /** Places for what macros name. */
  readonly slots: number;
}

/**
 * Finds the type of each part.
 *
 * @param text - What was read, for messages.
 * @param fields - What it may name.
 * @throws DefinitionError `EXPRESSION_TYPE`, `FIELD_UNKNOWN`; with the place, what was got and what was expected
 */
export function checkExpression(
  expr: Expr,
  text: string,
  fields: Readonly<Record<string, Variable>>,
): Checked {
  const checker = new Checker(text, fields);
  const checked = checker.check(expr);
  checkNoRecord(checker, checked);
  return { typed: checked, slots: checker.slots };
}

class Checker implements Checking {
  readonly text: string;
  slots = 0;
  readonly #fields: Readonly<Record<string, Variable>>;
  readonly #locals: { readonly name: string; readonly type: CelType; readonly slot: number }[] = [];
  #present: ReadonlySet<string> = new Set();

  constructor(text: string, fields: Readonly<Record<string, Variable>>) {
    this.text = text;
    this.#fields = fields;
  }

  readonly check = (expr: Expr): Typed => {
    const { span } = expr;
    switch (expr.kind) {
      case 'literal':
        return literalOf(expr.literal, span);
      case 'name':
        return this.#named(expr.name, span);
      case 'select':
      case 'index':
        return namedType(this, expr) ?? checkMember(this, expr, false) ?? checkAccess(this, expr);
      case 'call':
        return this.#call(expr);
      case 'unary':
        return checkUnary(this, expr);
      case 'binary':
        return expr.op === '&&' || expr.op === '||'
          ? this.#logical(expr)
          : checkOperator(this, expr);
      case 'conditional':
        return this.#conditional(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
    }
  };

  readonly checkTarget = (expr: Expr): Typed => {
    if (expr.kind === 'select') return checkMember(this, expr, true) ?? this.check(expr);
    if (expr.kind !== 'name' || this.#local(expr.name) !== undefined) return this.check(expr);
    const field = this.field(expr.name);
    if (!field?.mayLack || field.type.kind === 'optional') return this.check(expr);
    const node = { node: 'fieldOrNone', name: expr.name, of: field.type } as const;
    return typed(node, types.optionalOf(field.type), expr.span);
  };

  readonly isVariable = (name: string): boolean => this.typeOf(name) !== undefined;

  readonly field = (name: string): Variable | undefined =>
    Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;

  readonly typeOf = (name: string): CelType | undefined =>
    (this.#local(name) ?? this.field(name))?.type;

  readonly isPresent = (member: string): boolean => this.#present.has(member);

  readonly withLocals = <T>(
    locals: readonly { readonly name: string; readonly type: CelType }[],
    check: (slots: readonly number[]) => T,
  ): T => {
    const slots = locals.map(() => this.slots++);
    for (const [i, local] of locals.entries())
      this.#locals.push({ ...local, type: ofAnything(local.type), slot: slots[i] as number });
    const result = check(slots);
    this.#locals.length -= locals.length;
    return result;
  };

  #local(name: string): { readonly type: CelType; readonly slot: number } | undefined {
    return this.#locals.findLast((local) => local.name === name);
  }

  #named(name: string, span: Span): Typed {
    const local = this.#local(name);
    if (local !== undefined) return typed({ node: 'local', slot: local.slot }, local.type, span);
    const field = this.field(name);
    if (field === undefined) return typeNamed(name, span) ?? this.#unknown(name, span);
    const isKnown = !field.mayLack || this.#present.has(name);
    if (isKnown) return typed({ node: 'field', name, mayLack: field.mayLack }, field.type, span);
    throw typeError(this, span, {
      problem: `an event may lack ${name}`,
      given: `optional ${typeText(field.type)}`,
      expected: typeText(field.type),
      fix: `write has(${name}) && …, or ${name}.orValue(…)`,
    });
  }

  #unknown(name: string, span: Span): never {
    const names = [...Object.keys(this.#fields), ...this.#locals.map((local) => local.name)];
    const near = nearestNames(name, names);
    throw expressionError(
      'FIELD_UNKNOWN',
      { text: this.text, span },
      {
        problem: 'there is no such field',
        given: `"${name}"`,
        expected: `one of ${names.join(', ')}`,
        fix:
          near.length > 0
            ? `did you mean ${near.join(' or ')}?`
            : 'correct the name, or put quotes around a text',
      },
    );
  }

  #call(expr: Extract<Expr, { kind: 'call' }>): Typed {
    const { target, name, args, span } = expr;
    const special = checkMacro(this, expr) ?? checkOptionalCall(this, expr) ?? checkSum(this, expr);
    if (special !== undefined) return special;
    const space =
      target?.kind === 'name' && !this.isVariable(target.name) ? target.name : undefined;
    if (name === 'dyn' && target === null && args.length === 1) {
      return typed({ node: 'dyn', of: this.check(args[0] as Expr) }, types.DYN, span);
    }
    if (space === 'math') {
      return resolve(this, { name: `math.${name}`, isMethod: false, span }, args.map(this.check));
    }
    const all = target === null ? args : [target, ...args];
    return resolve(this, { name, isMethod: target !== null, span }, all.map(this.check));
  }

  /** Each side may take for granted what the other one has made sure of: it decides if that does not hold. */
  #logical({ op, left, right, span }: Extract<Expr, { kind: 'binary' }>): Typed {
    const isAnd = op === '&&';
    const a = this.#where(presentIf(right, isAnd), () => needs(this, this.check(left), 'bool'));
    const b = this.#where(presentIf(left, isAnd), () => needs(this, this.check(right), 'bool'));
    return typed({ node: isAnd ? 'and' : 'or', left: a, right: b }, types.BOOL, span);
  }

  #conditional({
    test,
    yes: whenTrue,
    no: whenFalse,
    span,
  }: Extract<Expr, { kind: 'conditional' }>): Typed {
    const decides = needs(this, this.check(test), 'bool');
    const yes = this.#where(presentIf(test, true), () => this.check(whenTrue));
    const no = this.#where(presentIf(test, false), () => this.check(whenFalse));
    const isExact = isDecimal(yes) || isDecimal(no);
    const [a, b] = isExact ? [asDecimalLiteral(yes), asDecimalLiteral(no)] : [yes, no];
    const node = { node: 'conditional', test: decides, yes: a, no: b } as const;
    const type = joined(a.type, b.type);
    const isAligned =
      isExact && [a, b].every((part) => isDecimal(part) || part.type.kind === 'int');
    if (isAligned) return alignedConditional(typed(node, type, span) as never);
    if (fits(a.type, b.type) || fits(b.type, a.type)) return typed(node, type, span);
    throw typeError(this, span, {
      problem: 'both ways of a choice give one type',
      given: `${typeText(a.type)} : ${typeText(b.type)}`,
      expected: `${typeText(a.type)} : ${typeText(a.type)}`,
      fix: 'convert one of them',
    });
  }

  #where<T>(names: ReadonlySet<string>, check: () => T): T {
    const outer = this.#present;
    this.#present = outer.union(names);
    const result = check();
    this.#present = outer;
    return result;
  }

  #list({ items, span }: Extract<Expr, { kind: 'list' }>): Typed {
    const entries = items.map(({ value, optional }) => this.#entry({ key: null, value, optional }));
    const list = typed(
      { node: 'list', entries },
      types.listOf(joinedTypes(entries.map(heldType))),
      span,
    );
    const isExact = entries.some(({ value }) => isDecimal(value));
    return isExact ? decimalList(list as Extract<Typed, { node: 'list' }>) : list;
  }

  #map({ entries: written, span }: Extract<Expr, { kind: 'map' }>): Typed {
    const entries = written.map(({ key, value, optional }) =>
      this.#entry({ key: this.check(key), value, optional }),
    );
    const key = joinedTypes(entries.flatMap((entry) => entry.key?.type ?? []));
    return typed(
      { node: 'map', entries },
      types.mapOf(key, joinedTypes(entries.map(heldType))),
      span,
    );
  }

  #entry({
    key,
    value,
    optional,
  }: {
    key: Typed | null;
    value: Expr;
    optional: boolean;
  }): TypedEntry {
    if (!optional) return { key, value: this.check(value), optional };
    return { key, value: needs(this, this.checkTarget(value), 'optional'), optional };
  }
}

/** An element of what is empty may be anything. */
const ofAnything = (type: CelType): CelType => (type.kind === 'none' ? types.DYN : type);

const heldType = ({ value, optional }: TypedEntry): CelType => {
  if (!optional) return value.type;
  return value.type.kind === 'optional' ? value.type.of : types.DYN;
};
