import { hasMember } from './check-records.ts';
import { type Checking, needs, typed, typeError } from './checking.ts';
import type { Expr, Span } from './tree.ts';
import type { Fold, Typed } from './typed.ts';
import { BOOL, type CelType, DYN, INT, listOf, mapOf, optionalOf, typeText } from './types.ts';

type Call = Extract<Expr, { kind: 'call' }>;

/** Macros by name: how many names they give, and how many parts follow. */
const FOLDS: Readonly<Record<string, { readonly fold: Fold; readonly counts: readonly number[] }>> =
  {
    all: { fold: 'all', counts: [2, 3] },
    exists: { fold: 'exists', counts: [2, 3] },
    exists_one: { fold: 'existsOne', counts: [2, 3] },
    existsOne: { fold: 'existsOne', counts: [2, 3] },
    filter: { fold: 'filter', counts: [2] },
    map: { fold: 'map', counts: [2, 3] },
    transformList: { fold: 'transformList', counts: [3, 4] },
    transformMap: { fold: 'transformMap', counts: [3, 4] },
  };

/** A call of a macro, typed; `undefined` if it is a call of a function. */
export function checkMacro(checking: Checking, call: Call): Typed | undefined {
  if (call.target === null) return call.name === 'has' ? checkHas(checking, call) : undefined;
  if (call.name === 'bind' && call.target.kind === 'name' && call.target.name === 'cel') {
    return checkBind(checking, call);
  }
  if (call.name === 'optMap' || call.name === 'optFlatMap') return checkOptional(checking, call);
  const macro = Object.hasOwn(FOLDS, call.name) ? FOLDS[call.name] : undefined;
  if (macro === undefined || !macro.counts.includes(call.args.length)) return undefined;
  return checkFold(checking, call, macro.fold);
}

function checkHas(checking: Checking, { args, span }: Call): Typed {
  const [of] = args;
  if (args.length === 1 && of?.kind === 'name' && checking.field(of.name) !== undefined) {
    return typed({ node: 'isPresent', name: of.name }, BOOL, span);
  }
  if (args.length === 1 && of?.kind === 'select') {
    const target = checking.checkTarget(of.of);
    if (target.type.kind === 'record') return hasMember(checking, { of, target }, span);
    needsFields(checking, target, of.of.span);
    const present = typed({ node: 'has', of: target, key: of.field }, BOOL, span);
    return present;
  }
  if (of?.kind === 'name') checking.check(of);
  throw typeError(checking, of?.span ?? span, {
    problem: 'has() asks for a field',
    given: of === undefined ? 'nothing' : checking.text.slice(of.span.start, of.span.end),
    expected: 'has(field) or has(field.inner)',
    fix: 'write the name of a field',
  });
}

function needsFields(checking: Checking, { type }: Typed, span: Span): void {
  const inner = type.kind === 'optional' ? type.of : type;
  if (inner.kind === 'map' || inner.kind === 'dyn' || inner.kind === 'none') return;
  throw typeError(checking, span, {
    problem: 'a value of this type has no fields',
    given: typeText(type),
    expected: 'json or a map',
    fix: 'ask for the field itself',
  });
}

/** The name that a macro gives. */
function nameAt(checking: Checking, expr: Expr | undefined, span: Span): string {
  if (expr?.kind === 'name') return expr.name;
  throw typeError(checking, expr?.span ?? span, {
    problem: 'a macro begins with a name for what it looks at',
    given: expr === undefined ? 'nothing' : checking.text.slice(expr.span.start, expr.span.end),
    expected: 'a name, as in items.exists(item, item > 0)',
    fix: 'write a name',
  });
}

/** Types of what a macro's names stand for. */
function elementTypes(checking: Checking, range: Typed, isPaired: boolean): readonly CelType[] {
  const { type } = range;
  if (type.kind === 'list') return isPaired ? [INT, type.of] : [type.of];
  if (type.kind === 'map') return isPaired ? [type.key, type.value] : [type.key];
  if (type.kind === 'dyn') return isPaired ? [DYN, DYN] : [DYN];
  throw typeError(checking, range.span, {
    problem: 'a macro looks at the elements of a list or the keys of a map',
    given: typeText(type),
    expected: 'a list, a map or json',
    fix: 'write a list before the point',
  });
}

function checkFold(checking: Checking, { target, name, args, span }: Call, fold: Fold): Typed {
  const range = checking.check(target as Expr);
  const isTransform = fold === 'transformList' || fold === 'transformMap';
  const isPaired = isTransform || (fold !== 'map' && args.length === 3);
  const types = elementTypes(checking, range, isPaired);
  const names = args.slice(0, types.length).map((arg) => nameAt(checking, arg, span));
  if (isPaired && names[0] === names[1]) {
    throw typeError(checking, span, {
      problem: `both names of ${name} are one`,
      given: names[0] ?? '',
      expected: 'two names',
      fix: 'give the second another name',
    });
  }
  const locals = names.map((each, i) => ({ name: each, type: types[i] as CelType }));
  return checking.withLocals(locals, (slots) => {
    const rest = args.slice(types.length).map(checking.check);
    const gives = isTransform || fold === 'map';
    const test = gives && rest.length === 1 ? null : needs(checking, rest[0] as Typed, 'bool');
    const result = gives ? (rest.at(-1) as Typed) : null;
    const node = { node: 'fold', fold, range, slots, condition: test, result } as const;
    return typed(node, foldType(fold, range.type, result), span);
  });
}

function foldType(fold: Fold, range: CelType, result: Typed | null): CelType {
  switch (fold) {
    case 'filter':
      if (range.kind === 'map') return listOf(range.key);
      return range.kind === 'list' ? range : listOf(DYN);
    case 'map':
    case 'transformList':
      return listOf(result?.type ?? DYN);
    case 'transformMap':
      return mapOf(
        range.kind === 'map' ? range.key : range.kind === 'list' ? INT : DYN,
        result?.type ?? DYN,
      );
    default:
      return BOOL;
  }
}

function checkBind(checking: Checking, { args, span }: Call): Typed {
  const name = nameAt(checking, args[0], span);
  const [, init, body] = args;
  if (args.length !== 3 || init === undefined || body === undefined) {
    throw typeError(checking, span, {
      problem: 'cel.bind gives a value a name',
      given: `${args.length} arguments`,
      expected: 'cel.bind(name, value, expression)',
      fix: 'write all three',
    });
  }
  const value = checking.check(init);
  return checking.withLocals([{ name, type: value.type }], ([slot = 0]) => {
    const result = checking.check(body);
    return typed({ node: 'bind', way: 'bind', slot, value, result }, result.type, span);
  });
}

function checkOptional(checking: Checking, { target, name, args, span }: Call): Typed {
  const value = needs(checking, checking.checkTarget(target as Expr), 'optional');
  const [first, body] = args;
  const local = nameAt(checking, first, span);
  if (body === undefined || args.length !== 2) {
    throw typeError(checking, span, {
      problem: `${name} looks into an optional value`,
      given: `${args.length} arguments`,
      expected: `value.${name}(name, expression)`,
      fix: 'write both',
    });
  }
  const inner = value.type.kind === 'optional' ? value.type.of : DYN;
  return checking.withLocals([{ name: local, type: inner }], ([slot = 0]) => {
    const result = checking.check(body);
    if (name === 'optMap') {
      return typed(
        { node: 'bind', way: 'optMap', slot, value, result },
        optionalOf(result.type),
        span,
      );
    }
    const flat = needs(checking, result, 'optional');
    return typed({ node: 'bind', way: 'optFlatMap', slot, value, result: flat }, flat.type, span);
  });
}
