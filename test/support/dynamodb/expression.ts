import { exact } from './documented-size.ts';
import { compareText, invalid, type WireItem, type WireValue } from './wire.ts';

const MAX_EXPRESSION_BYTES = 4_096;

/** Names and values that expressions of a call stand for. Each that is given must be used. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: WireItem;
}

/** Reads the expressions of one call. */
export interface Expressions {
  condition(text: string | undefined): (item: WireItem | undefined) => boolean;
  projection(text: string | undefined): (item: WireItem) => WireItem;
  update(text: string): (item: WireItem) => WireItem;
  /** Refuses the call if it has given a name or a value that no expression used. */
  checkUse(): void;
}

/** What the placeholders of a call stand for. */
interface Meaning {
  readonly names: Readonly<Record<string, string>>;
  readonly values: WireItem;
}

type Test = (item: WireItem, meaning: Meaning) => boolean;
type Operand = (item: WireItem, meaning: Meaning) => WireValue | undefined;
type Change = (item: Record<string, WireValue>, meaning: Meaning) => void;

/** An expression as it was read, whatever its placeholders stand for, and which it has. */
interface Read<T> {
  readonly content: T;
  readonly placeholders: readonly string[];
}

/** Most expressions of a kind that are kept: the same few are sent again and again. */
const KEPT = 500;

/** Reads each text once. */
function readOnce<T>(read: (parser: Parser) => T): (text: string) => Read<T> {
  const known = new Map<string, Read<T>>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const parser = parserOf(text);
    const content = read(parser);
    if (!parser.isDone()) throw invalid(`Syntax error: ${text}`);
    const done = { content, placeholders: parser.placeholders };
    if (known.size >= KEPT) known.clear();
    known.set(text, done);
    return done;
  };
}

const conditionIn = readOnce(({ any }) => any());

const namesIn = readOnce(({ next, name, accept }) => {
  const wanted = [name(next())];
  while (accept(',')) wanted.push(name(next()));
  return wanted;
});

const changesIn = readOnce((parser) => {
  const { next, accept, isDone, name, operand } = parser;
  const changes: Change[] = [];
  while (!isDone()) {
    const clause = next().toUpperCase();
    do {
      const named = name(next());
      if (clause === 'REMOVE') {
        changes.push((item, meaning) => delete item[named(meaning)]);
        continue;
      }
      if (clause === 'ADD') {
        const more = operand(next());
        changes.push((item, meaning) => {
          const at = named(meaning);
          item[at] = { N: String(numberOf(item[at]) + numberOf(more(item, meaning))) };
        });
        continue;
      }
      if (clause !== 'SET' || !accept('=')) throw parser.refused();
      const value = operand(next());
      changes.push((item, meaning) => {
        item[named(meaning)] = value(item, meaning) ?? {};
      });
    } while (accept(','));
  }
  return changes;
});

/** As much of the language as is used: comparisons, functions, AND, OR, NOT; SET, REMOVE, and ADD of numbers. */
export function expressions(call: Placeholders): Expressions {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = call;
  const meaning: Meaning = { names, values };
  const used = new Set<string>();

  /** What was read, if the call says what its placeholders stand for. */
  function given<T>({ content, placeholders }: Read<T>): T {
    for (const token of placeholders) {
      used.add(token);
      const [kind, all] = token.startsWith('#') ? ['name', names] : ['value', values];
      if (all[token] !== undefined) continue;
      throw invalid(`An expression attribute ${kind} is not defined: ${token}`);
    }
    return content;
  }

  return {
    condition(text) {
      if (text === undefined) return () => true;
      const test = given(conditionIn(text));
      return (item) => test(item ?? {}, meaning);
    },

    projection(text) {
      if (text === undefined) return (item) => item;
      const wanted = given(namesIn(text)).map((named) => named(meaning));
      if (new Set(wanted).size < wanted.length) throw invalid('Two document paths overlap');
      return (item) =>
        Object.fromEntries(
          wanted.flatMap((name) => (name in item ? [[name, item[name] ?? {}]] : [])),
        );
    },

    update(text) {
      const changes = given(changesIn(text));
      return (item) => {
        const changed = { ...item };
        for (const change of changes) change(changed, meaning);
        return changed;
      };
    },

    checkUse() {
      const unused = [...Object.keys(names), ...Object.keys(values)].filter((k) => !used.has(k));
      if (unused.length > 0) throw invalid(`Value provided in Expressions unused: ${unused}`);
    },
  };
}

type Parser = ReturnType<typeof parserOf>;

function parserOf(text: string) {
  if (Buffer.byteLength(text) > MAX_EXPRESSION_BYTES) {
    throw invalid(`Expression size has exceeded the maximum allowed size; size ${text.length}`);
  }
  const tokens = text.match(/[#:]?[\w]+|<>|<=|>=|[=<>(),]/g) ?? [];
  const refused = () => invalid(`Syntax error: ${text}`);
  if (tokens.join('') !== text.replace(/\s/g, '')) throw refused();
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const accept = (...wanted: string[]): boolean => {
    if (!wanted.includes((tokens[at] ?? '').toUpperCase())) return false;
    at++;
    return true;
  };
  const expect = (token: string): void => {
    if (!accept(token)) throw invalid(`Syntax error: expected ${token} in ${text}`);
  };
  const placeholders = tokens.filter((token) => /^[#:]/.test(token));

  const name = (token: string): ((meaning: Meaning) => string) =>
    token.startsWith('#') ? ({ names }) => names[token] ?? '' : () => token;

  function operand(token: string): Operand {
    if (token.startsWith(':')) return (_item, { values }) => values[token];
    const named = name(token);
    return (item, meaning) => item[named(meaning)];
  }

  function any(): Test {
    let left = all();
    while (accept('OR')) {
      const [a, b] = [left, all()];
      left = (item, meaning) => a(item, meaning) || b(item, meaning);
    }
    return left;
  }

  function all(): Test {
    let left = one();
    while (accept('AND')) {
      const [a, b] = [left, one()];
      left = (item, meaning) => a(item, meaning) && b(item, meaning);
    }
    return left;
  }

  function one(): Test {
    if (accept('NOT')) {
      const test = one();
      return (item, meaning) => !test(item, meaning);
    }
    if (accept('(')) {
      const test = any();
      expect(')');
      return test;
    }
    const first = next();
    if (accept('(')) return predicate(first);
    const left = operand(first);
    if (accept('BETWEEN')) {
      const from = operand(next());
      expect('AND');
      const to = operand(next());
      return (item, meaning) =>
        compare(left(item, meaning), from(item, meaning), '>=') &&
        compare(left(item, meaning), to(item, meaning), '<=');
    }
    const operator = next();
    const right = operand(next());
    return (item, meaning) => compare(left(item, meaning), right(item, meaning), operator);
  }

  function predicate(called: string): Test {
    const left = operand(next());
    const right = accept(',') ? operand(next()) : undefined;
    expect(')');
    switch (called) {
      case 'attribute_exists':
        return (item, meaning) => left(item, meaning) !== undefined;
      case 'attribute_not_exists':
        return (item, meaning) => left(item, meaning) === undefined;
      case 'begins_with':
        return (item, meaning) =>
          textOf(left(item, meaning)).startsWith(textOf(right?.(item, meaning)));
      default:
        throw invalid(`Invalid function name: ${called}`);
    }
  }

  const isDone = () => at === tokens.length;
  return { any, next, accept, name, operand, isDone, refused, placeholders };
}

/** What is not there counts as 0 where something is added to it. */
const numberOf = (value: WireValue | undefined): number => {
  if (value !== undefined && value['N'] === undefined) throw invalid('An operand has a wrong type');
  return Number(value?.['N'] ?? 0);
};

const textOf = (value: WireValue | undefined): string => String(value?.['S'] ?? '');

/** Orders two values; those of different types are neither equal nor in any order. */
function compare(a: WireValue | undefined, b: WireValue | undefined, operator: string): boolean {
  let type = '';
  for (const name in a) type = name; // there is one
  const [left, right] = [a?.[type], b?.[type]];
  if (left === undefined || right === undefined) return operator === '<>';
  const order = orderOf(type, left as string, right as string);
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      throw invalid(`Syntax error: ${operator}`);
  }
}

/** Whole numbers that doubles hold. */
const SMALL = /^-?\d{1,15}$/;

function orderOf(type: string, a: string, b: string): number {
  if (type === 'N') {
    if (SMALL.test(a) && SMALL.test(b)) return Number(a) - Number(b);
    const [x, y] = [exact(a), exact(b)];
    const scale = Math.max(x.scale, y.scale);
    const units = (n: typeof x) => n.units * 10n ** BigInt(scale - n.scale);
    return units(x) < units(y) ? -1 : units(x) > units(y) ? 1 : 0;
  }
  return compareText(String(a), String(b));
}
