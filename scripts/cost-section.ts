import { retail } from '../examples/retail/pipeline.ts';
import { stageNamed } from '../lib/constructs/check-stage.ts';
import { costedStage } from '../lib/constructs/costed-stage.ts';
import { ASSUMPTIONS } from '../lib/pipeline/cost/assumptions.ts';
import { costOfBadRecords, mostOfAShard } from '../lib/pipeline/cost/bad-records.ts';
import { costOf } from '../lib/pipeline/cost/cost-of.ts';
import { costTable } from '../lib/pipeline/cost/cost-table.ts';
import { AT_REST, type Load, REFERENCE_LOAD } from '../lib/pipeline/cost/load.ts';
import { PRICED_REGION, PRICES, PRICES_AS_OF, type Price } from '../lib/pipeline/cost/prices.ts';
import { planOf } from '../lib/pipeline/plan/planner.ts';

/** Keys of the example's views at a moment: countries, all together, and open invoices. */
const ACTIVE_KEYS = { sales_by_country: 38, daily_totals: 1, daily_sales: 1, invoices: 500 };

/** What `docs/cost.md` says in numbers: the bills of the example, and what they rest on. */
export function costSections(): Readonly<
  Record<'bills' | 'bad records' | 'prices' | 'assumptions', string>
> {
  return {
    bills: bills(),
    'bad records': badRecords(),
    prices: prices(),
    assumptions: assumptions(),
  };
}

function bills(): string {
  const plan = planOf(retail);
  const reference: Load = { ...REFERENCE_LOAD, activeKeys: ACTIVE_KEYS };
  const { peakEventsPerSecond, ...average } = reference;
  const anyKeys = { ...ACTIVE_KEYS, invoices: 1e9 };
  const column = (title: string, stage: 'dev' | 'prod', load: Load) => ({
    title,
    cost: costOf(plan, costedStage(stageNamed(stage)), load),
  });
  return costTable([
    column('`dev` at rest', 'dev', AT_REST),
    column('`prod` at rest', 'prod', AT_REST),
    column('`prod`, reference load', 'prod', average),
    column('… shards for its peak', 'prod', reference),
    column('… every event a row', 'prod', { ...average, activeKeys: anyKeys }),
  ]);
}

const BAD_SIZES = [100, 1_000, 25_000];

function badRecords(): string {
  const rows = BAD_SIZES.map((bytesEach) => {
    const { put, letters, kept, together } = costOfBadRecords({ records: 1e6, bytesEach });
    const most = costOfBadRecords(mostOfAShard(bytesEach)).together;
    const million = [put, letters, kept, together].map((usd) => usd.toFixed(2));
    const cells = [bytesEach.toLocaleString('en-US'), ...million];
    return `| ${cells.join(' | ')} | ${Math.round(most).toLocaleString('en-US')} |\n`;
  });
  const titles =
    'bytes each | put | objects | kept for a month | a million | a shard full of them, a month';
  return `| ${titles} |\n| ---: | ---: | ---: | ---: | ---: | ---: |\n${rows.join('')}`;
}

function prices(): string {
  const rows = Object.entries<Price>(PRICES).map(([name, { usd, per, unit, source }]) => {
    const number = per === 1 ? '' : `${per.toLocaleString('en-US')} `;
    return `| \`${name}\` | ${usd} | ${number}${unit} | <${source}> |\n`;
  });
  const title = `Region ${PRICED_REGION}, first tier, as of ${PRICES_AS_OF}.\n\n`;
  return `${title}| price | USD | per | source |\n| --- | ---: | --- | --- |\n${rows.join('')}`;
}

function assumptions(): string {
  const rows = Object.entries(ASSUMPTIONS).map(
    ([name, value]) => `| \`${name}\` | ${value.toLocaleString('en-US')} |\n`,
  );
  return `| assumption | value |\n| --- | ---: |\n${rows.join('')}`;
}

/** The document with its generated sections replaced; each is between two comments that name it. */
export const withSections = (document: string): string =>
  Object.entries(costSections()).reduce((text, [name, section]) => {
    const [from, to] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
    const start = text.indexOf(from);
    const end = text.indexOf(to);
    if (start < 0 || end < start) throw new Error(`docs/cost.md: there is no section ${name}`);
    return `${text.slice(0, start)}${from}\n${section}\n${text.slice(end)}`;
  }, document);
