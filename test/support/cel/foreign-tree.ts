import { parse } from '@bufbuild/cel';

type ForeignExpr = NonNullable<ReturnType<typeof parse>['expr']>;

/** A text as another reader of CEL understands it, in the form of `prefixText`. */
export function foreignPrefixText(text: string): string {
  const { expr } = parse(text);
  return expr === undefined ? '' : prefix(expr);
}

function prefix(expr: ForeignExpr): string {
  const { exprKind: of } = expr;
  switch (of.case) {
    case 'constExpr': {
      const { case: kind, value } = of.value.constantKind;
      const type = (kind ?? '').replace(/(64)?Value$/, '');
      return type === 'null' ? 'null' : `${type} ${value}`;
    }
    case 'identExpr':
      return of.value.name;
    case 'selectExpr':
      return `(. ${inner(of.value.operand)} ${of.value.field})`;
    case 'callExpr': {
      const { target, args, function: name } = of.value;
      const all = target === undefined ? args : [target, ...args];
      return `(${target === undefined ? '' : '.'}${name} ${all.map(prefix).join(' ')})`;
    }
    case 'listExpr':
      return `[${of.value.elements.map(prefix).join(' ')}]`;
    case 'structExpr': {
      const entries = of.value.entries.map(({ keyKind, value }) =>
        keyKind.case === 'mapKey' ? `${prefix(keyKind.value)} ${inner(value)}` : 'message',
      );
      return `{${entries.join(' ')}}`;
    }
    default:
      return String(of.case);
  }
}

const inner = (expr: ForeignExpr | undefined): string => (expr === undefined ? '' : prefix(expr));
