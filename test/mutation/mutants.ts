import ts from 'typescript';

/** A change to a source: the text from `from` to `to` becomes `by`. */
export interface Mutant {
  /** What kind of mistake it is. */
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

const SWAPPED: Readonly<Partial<Record<ts.SyntaxKind, readonly [kind: string, by: string]>>> = {
  [ts.SyntaxKind.LessThanToken]: ['boundary', '<='],
  [ts.SyntaxKind.LessThanEqualsToken]: ['boundary', '<'],
  [ts.SyntaxKind.GreaterThanToken]: ['boundary', '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken]: ['boundary', '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: ['condition', '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: ['condition', '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken]: ['condition', '||'],
  [ts.SyntaxKind.BarBarToken]: ['condition', '&&'],
  [ts.SyntaxKind.PlusToken]: ['arithmetic', '-'],
  [ts.SyntaxKind.MinusToken]: ['arithmetic', '+'],
  [ts.SyntaxKind.PlusEqualsToken]: ['arithmetic', '-='],
  [ts.SyntaxKind.MinusEqualsToken]: ['arithmetic', '+='],
  [ts.SyntaxKind.GreaterThanGreaterThanToken]: ['arithmetic', '<<'],
};

const RENAMED: Readonly<Record<string, string>> = {
  min: 'max',
  max: 'min',
  some: 'every',
  every: 'some',
  floor: 'ceil',
  ceil: 'floor',
  startsWith: 'endsWith',
  allSettled: 'all',
};

/** Calls that are left out: what they are called on stays. */
const DROPPED = new Set(['reverse', 'toReversed', 'sort', 'toSorted', 'filter', 'slice', 'trim']);

/** Every mutant of a source, in the order of the text. Types are left alone. */
export function mutantsOf(text: string): Mutant[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const add = (kind: string, node: ts.Node, by: string): void => {
    mutants.push({ kind, from: node.getStart(source), to: node.getEnd(), by });
  };

  function visit(node: ts.Node): void {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isImportDeclaration(node))
      return;
    if (ts.isTypeAliasDeclaration(node)) return;
    mutate(node, source, add);
    ts.forEachChild(node, visit);
  }
  visit(source);
  return mutants.sort((a, b) => a.from - b.from || a.to - b.to);
}

type Add = (kind: string, node: ts.Node, by: string) => void;

function mutate(node: ts.Node, source: ts.SourceFile, add: Add): void {
  if (ts.isBinaryExpression(node)) mutateBinary(node, source, add);
  else if (ts.isAwaitExpression(node)) add('await', node, node.expression.getText(source));
  else if (ts.isCallExpression(node)) mutateCall(node, source, add);
  else if (ts.isExpressionStatement(node)) add('statement', node, ';');
  else if (ts.isIfStatement(node)) {
    add('condition', node.expression, 'true');
    add('condition', node.expression, 'false');
  } else if (ts.isConditionalExpression(node)) {
    add('condition', node, node.whenTrue.getText(source));
    add('condition', node, node.whenFalse.getText(source));
  } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    add('condition', node, node.operand.getText(source));
  } else if (ts.isNumericLiteral(node)) {
    add('number', node, String(Number(node.text.replaceAll('_', '')) + 1));
  } else if (node.kind === ts.SyntaxKind.TrueKeyword) add('boolean', node, 'false');
  else if (node.kind === ts.SyntaxKind.FalseKeyword) add('boolean', node, 'true');
}

function mutateBinary(node: ts.BinaryExpression, source: ts.SourceFile, add: Add): void {
  const { operatorToken, left, right } = node;
  const swapped = SWAPPED[operatorToken.kind];
  if (swapped !== undefined) add(swapped[0], operatorToken, swapped[1]);
  if (operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
    add('default', node, right.getText(source));
    add('default', node, `(${left.getText(source)})!`);
  }
}

function mutateCall(node: ts.CallExpression, source: ts.SourceFile, add: Add): void {
  const { expression, arguments: given } = node;
  if (!ts.isPropertyAccessExpression(expression)) return;
  const name = expression.name.text;
  const renamed = RENAMED[name];
  if (renamed !== undefined) add('call', expression.name, renamed);
  if (DROPPED.has(name)) add('call', node, expression.expression.getText(source));
  const [first, second] = given;
  if (name === 'slice' && first !== undefined && second !== undefined) {
    add('slice', second, `${second.getText(source)} - 1`);
  } else if (name === 'slice' && first !== undefined) {
    add('slice', first, `${first.getText(source)} + 1`);
  }
}

/** The source with the mutant in it. */
export const mutated = (text: string, { from, to, by }: Mutant): string =>
  text.slice(0, from) + by + text.slice(to);
