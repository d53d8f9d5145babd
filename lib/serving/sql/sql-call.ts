import type { Typed } from '../../core/cel/typed.ts';
import type { Dialect } from './dialect.ts';
import { INT_END, NO_SQL, type SqlTerm, type Terms, term, unsaid } from './sql-term.ts';

type Call = Extract<Typed, { node: 'call' }>;

type Said = Extract<SqlTerm, { sql: string }>;

/** Operators and functions that engines compute as we do. */
export function sqlCall({ overloads, args }: Call, of: Terms, dialect: Dialect): SqlTerm {
  const [only] = overloads;
  if (only === undefined || overloads.length !== 1)
    return unsaid('what it computes depends on the event');
  const said: Said[] = [];
  for (const arg of args) {
    const one = of(arg);
    if ('cannot' in one) return one;
    said.push(one);
  }
  const [a, b] = said;
  if (a === undefined) return NO_SQL;
  const kinds = args.map(({ type }) => type.kind).join(' ');
  const signature = `${only.name} ${kinds}`;
  if (signature === 'hasValue optional' && isField(args[0])) return term(`(${a.sql} IS NOT NULL)`);
  if (signature === 'value optional' && isField(args[0])) return a;
  if (signature === 'double int') return { sql: `CAST(${a.sql} AS DOUBLE)`, most: Number(a.most) };
  if (signature === 'size string') return { sql: `length(${a.sql})`, most: INT_END - 1n };
  if (signature === '-_ int') return { sql: intOf(`-${wide(a.sql)}`), most: INT_END };
  if (signature === '-_ double') return { sql: `(-${a.sql})`, most: a.most };
  if (b === undefined) return unsaidCall(only.name);
  const binary = /^_(.)_ (int|double) \2$/.exec(signature);
  if (binary !== null) {
    const [, op = '', kind] = binary;
    return kind === 'int' ? ofInts({ op, dialect }, [a, b], args) : ofDoubles(op, [a, b], args);
  }
  if (signature === 'startsWith string string') return term(`starts_with(${a.sql}, ${b.sql})`);
  if (signature === 'contains string string') return term(`(strpos(${a.sql}, ${b.sql}) > 0)`);
  if (signature === 'endsWith string string') return term(dialect.endsWith(a.sql, b.sql));
  return unsaidCall(only.name);
}

const isField = (part: Typed | undefined): boolean => part?.node === 'fieldOrNone';

const unsaidCall = (name: string): SqlTerm =>
  unsaid(`engines have no ${name.replaceAll('_', '')} that gives the same for all values`);

const wide = (sql: string): string => `CAST(${sql} AS DECIMAL(19, 0))`;

/** The number if it has 64 bits, else NULL; as text between, lest an engine compares what it should have cast. */
const intOf = (sql: string): string => `TRY_CAST(CAST(${sql} AS VARCHAR) AS BIGINT)`;

interface Operation {
  readonly op: string;
  readonly dialect: Dialect;
}

function ofInts(
  operation: Operation,
  [a, b]: readonly [Said, Said],
  [, divisor]: readonly Typed[],
): SqlTerm {
  const { op } = operation;
  if (op === '/' || op === '%') return quotient(operation, [a, b], divisor);
  const [x, y] = [BigInt(a.most), BigInt(b.most)];
  const most = op === '*' ? x * y : x + y;
  if (most < INT_END) return { sql: `(${a.sql} ${op} ${b.sql})`, most };
  return { sql: intOf(`${wide(a.sql)} ${op} ${wide(b.sql)}`), most: INT_END };
}

/** Cut towards zero. By −1 the smallest number of all has no quotient, and engines stop. */
function quotient(
  { op, dialect }: Operation,
  [a, b]: readonly [Said, Said],
  divisor: Typed | undefined,
): SqlTerm {
  const isConstant = divisor?.node === 'constant' && divisor.value !== -1n;
  if (!isConstant && BigInt(a.most) >= INT_END) return unsaid('the quotient may be beyond 64 bits');
  const by = isConstant && divisor.value !== 0n ? b.sql : `NULLIF(${b.sql}, 0)`;
  if (op === '%') return { sql: `mod(${a.sql}, ${by})`, most: b.most };
  return { sql: dialect.quotient(a.sql, by), most: a.most };
}

/** Where nothing may be infinite, engines round as JavaScript does. */
function ofDoubles(op: string, [a, b]: readonly [Said, Said], [, by]: readonly Typed[]): SqlTerm {
  const [x, y] = [Number(a.most), Number(b.most)];
  if (op === '%') return unsaid('CEL has no remainder of doubles');
  const isDivided = op === '/';
  if (isDivided && (by?.node !== 'constant' || y === 0)) {
    return unsaid('engines divide doubles by zero each in their way');
  }
  const most = isDivided ? x / y : op === '*' ? x * y : x + y;
  if (!(most < 1e300)) return unsaid('the result may be infinite');
  return { sql: `(${a.sql} ${op} ${b.sql})`, most };
}
