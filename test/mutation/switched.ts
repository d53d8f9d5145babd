import ts from 'typescript';
import { type Mutant, mutated } from './mutants.ts';

/** A mutant and the number by which it is switched on. */
export interface Numbered {
  readonly id: number;
  readonly mutant: Mutant;
}

/** What can stand behind a switch: an expression or a statement that holds the mutants' places. */
interface Site {
  readonly from: number;
  readonly to: number;
  readonly isStatement: boolean;
  readonly mutants: Numbered[];
}

/** The name of the function that tells in the switched source whether a mutant is on. */
export const SWITCH = '__mutant';

/**
 * A source in which every one of the mutants stands behind a switch, `__mutant(7) ? mutated : original`.
 * Types may be wrong in it: it is meant to be stripped of them.
 *
 * @throws If a mutant stands where no switch can be.
 */
export function switched(text: string, mutants: readonly Numbered[]): string {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const sites = new Map<string, Site>();
  for (const numbered of mutants) {
    const node = siteOf(source, numbered.mutant);
    if (node === undefined) throw new Error(`no switch can stand at ${numbered.mutant.from}`);
    const site = {
      from: node.getStart(source),
      to: node.getEnd(),
      isStatement: ts.isExpressionStatement(node),
      mutants: [],
    };
    const key = `${site.from}-${site.to}-${site.isStatement}`;
    sites.set(key, sites.get(key) ?? site);
    sites.get(key)?.mutants.push(numbered);
  }
  const outerFirst = [...sites.values()].sort(
    (a, b) => a.from - b.from || b.to - a.to || Number(b.isStatement) - Number(a.isStatement),
  );
  return render(text, 0, text.length, outerFirst);
}

/** Whether a switch can stand around the mutant. */
export function canBeSwitched(text: string, mutant: Mutant): boolean {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  return siteOf(source, mutant) !== undefined;
}

function render(text: string, from: number, to: number, sites: readonly Site[]): string {
  let out = '';
  let at = from;
  for (let i = 0; i < sites.length; ) {
    const site = sites[i] as Site;
    let next = i + 1;
    while (next < sites.length && (sites[next] as Site).to <= site.to) next += 1;
    out += text.slice(at, site.from);
    out += behindSwitches(text, site, render(text, site.from, site.to, sites.slice(i + 1, next)));
    at = site.to;
    i = next;
  }
  return out + text.slice(at, to);
}

function behindSwitches(text: string, site: Site, original: string): string {
  if (site.isStatement) {
    const off = site.mutants.map(({ id }) => `!${SWITCH}(${id})`).join(' && ');
    return `{ if (${off}) { ${original} } }`;
  }
  const branches = site.mutants.map(({ id, mutant }) => {
    const whole = mutated(text, mutant);
    const by = whole.slice(site.from, site.to + whole.length - text.length);
    return `${SWITCH}(${id}) ? (${by}) : `;
  });
  return `(${branches.join('')}(${original}))`;
}

function siteOf(source: ts.SourceFile, { from, to, kind }: Mutant): ts.Node | undefined {
  let node: ts.Node | undefined = smallest(source, source, from, to);
  if (kind === 'statement') {
    while (node !== undefined && !ts.isExpressionStatement(node)) node = node.parent;
    return node;
  }
  while (node !== undefined && !isExpression(node)) node = node.parent;
  while (node !== undefined && (isCalled(node) || isInChain(node))) node = node.parent;
  return node;
}

function smallest(source: ts.SourceFile, within: ts.Node, from: number, to: number): ts.Node {
  const inner = ts.forEachChild(within, (child) =>
    child.getStart(source) <= from && to <= child.getEnd() ? child : undefined,
  );
  return inner === undefined ? within : smallest(source, inner, from, to);
}

/** An expression by itself, which the name in `a.name` or `{ name: 1 }` is not. */
const isExpression = (node: ts.Node): boolean => ts.isExpression(node) && !isName(node);

function isName(node: ts.Node): boolean {
  const { parent } = node;
  return (
    parent !== undefined &&
    ((ts.isPropertyAccessExpression(parent) && parent.name === node) ||
      ((ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) &&
        parent.name === node) ||
      ts.isShorthandPropertyAssignment(parent))
  );
}

/** What is called stays with its call, or `this` would be lost. */
const isCalled = (node: ts.Node): boolean =>
  node.parent !== undefined && ts.isCallExpression(node.parent) && node.parent.expression === node;

/** What a chain goes on from stays with it: `a?.b` in `a?.b.c` cannot stand in brackets. */
function isInChain(node: ts.Node): boolean {
  const { parent } = node;
  return (
    parent !== undefined &&
    (ts.isPropertyAccessExpression(parent) ||
      ts.isElementAccessExpression(parent) ||
      ts.isCallExpression(parent)) &&
    parent.expression === node &&
    (parent.flags & ts.NodeFlags.OptionalChain) !== 0 &&
    (node.flags & ts.NodeFlags.OptionalChain) !== 0
  );
}
