import { exact } from './documented-size.ts';
import { invalid, type WireItem, type WireValue } from './wire.ts';

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

type Test = (item: WireItem) => boolean;
type Operand = (item: WireItem) => WireValue | undefined;

/** As much of the language as is used: comparisons, functions, AND, OR, NOT; SET, REMOVE, and ADD of numbers. */
export function expressions(call: Placeholders): Expressions {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = call;
  const used = new Set<string>();

  function nameOf(token: string): string {
    if (!token.startsWith('#')) return token;
    used.add(token);
    const name = names[token];
    if (name === undefined) throw invalid(`An expression attribute name is not defined: ${token}`);
    return name;
  }

  function operand(token: string): Operand {
    if (!token.startsWith(':')) {
      const name = nameOf(token);
      return (item) => item[name];
    }
    used.add(token);
    const value = values[token];
    if (value === undefined) {
      throw invalid(`An expression attribute value is not defined: ${token}`);
    }
    return () => value;
  }

  function parser(text: string) {
    if (Buffer.byteLength(text) > MAX_EXPRESSION_BYTES) {
      throw invalid(`Expression size has exceeded the maximum allowed size; size ${text.length}`);
    }
    const tokens = text.match(/[#:]?[\w]+|<>|<=|>=|[=<>(),]/g) ?? [];
    if (tokens.join('') !== text.replace(/\s/g, '')) throw invalid(`Syntax error: ${text}`);
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

    function any(): Test {
      let left = all();
      while (accept('OR')) {
        const [a, b] = [left, all()];
        left = (item) => a(item) || b(item);
      }
      return left;
    }

    function all(): Test {
      let left = one();
      while (accept('AND')) {
        const [a, b] = [left, one()];
        left = (item) => a(item) && b(item);
      }
      return left;
    }

    function one(): Test {
      if (accept('NOT')) {
        const test = one();
        return (item) => !test(item);
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
        return (item) =>
          compare(left(item), from(item), '>=') && compare(left(item), to(item), '<=');
      }
      const operator = next();
      const right = operand(next());
      return (item) => compare(left(item), right(item), operator);
    }

    function predicate(name: string): Test {
      const left = operand(next());
      const right = accept(',') ? operand(next()) : undefined;
      expect(')');
      switch (name) {
        case 'attribute_exists':
          return (item) => left(item) !== undefined;
        case 'attribute_not_exists':
          return (item) => left(item) === undefined;
        case 'begins_with':
          return (item) => textOf(left(item)).startsWith(textOf(right?.(item)));
        default:
          throw invalid(`Invalid function name: ${name}`);
      }
    }

    return { any, next, accept, isDone: () => at === tokens.length };
  }

  return {
    condition(text) {
      if (text === undefined) return () => true;
      const { any, isDone } = parser(text);
      const test = any();
      if (!isDone()) throw invalid(`Syntax error: ${text}`);
      return (item) => test(item ?? {});
    },

    projection(text) {
      if (text === undefined) return (item) => item;
      const { next, accept } = parser(text);
      const wanted: string[] = [];
      do wanted.push(nameOf(next()));
      while (accept(','));
      if (new Set(wanted).size < wanted.length) throw invalid('Two document paths overlap');
      return (item) =>
        Object.fromEntries(
          wanted.flatMap((name) => (name in item ? [[name, item[name] ?? {}]] : [])),
        );
    },

    update(text) {
      const { next, accept, isDone } = parser(text);
      const changes: ((item: Record<string, WireValue>) => void)[] = [];
      while (!isDone()) {
        const clause = next().toUpperCase();
        do {
          const name = nameOf(next());
          if (clause === 'REMOVE') {
            changes.push((item) => delete item[name]);
            continue;
          }
          if (clause === 'ADD') {
            const more = operand(next());
            changes.push((item) => {
              item[name] = { N: String(numberOf(item[name]) + numberOf(more(item))) };
            });
            continue;
          }
          if (clause !== 'SET' || !accept('=')) throw invalid(`Syntax error: ${text}`);
          const value = operand(next());
          changes.push((item) => {
            item[name] = value(item) ?? {};
          });
        } while (accept(','));
      }
      return (item) => {
        const changed = { ...item };
        for (const change of changes) change(changed);
        return changed;
      };
    },

    checkUse() {
      const unused = [...Object.keys(names), ...Object.keys(values)].filter((k) => !used.has(k));
      if (unused.length > 0) throw invalid(`Value provided in Expressions unused: ${unused}`);
    },
  };
}

/** What is not there counts as 0 where something is added to it. */
const numberOf = (value: WireValue | undefined): number => {
  if (value !== undefined && value['N'] === undefined) throw invalid('An operand has a wrong type');
  return Number(value?.['N'] ?? 0);
};

const textOf = (value: WireValue | undefined): string => String(value?.['S'] ?? '');

/** Orders two values; those of different types are neither equal nor in any order. */
function compare(a: WireValue | undefined, b: WireValue | undefined, operator: string): boolean {
  const [type = '', left] = Object.entries(a ?? {})[0] ?? [];
  const right = b?.[type];
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

function orderOf(type: string, a: string, b: string): number {
  if (type === 'N') {
    const [x, y] = [exact(a), exact(b)];
    const scale = Math.max(x.scale, y.scale);
    const units = (n: typeof x) => n.units * 10n ** BigInt(scale - n.scale);
    return units(x) < units(y) ? -1 : units(x) > units(y) ? 1 : 0;
  }
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
