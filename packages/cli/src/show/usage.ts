import type { Budget, Budgets, NamedUsage, UsageGroup } from '@gigafactory/grok/gateway';
import { amount } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';

/** What was asked of the gateway, by key, model, upstream and day, and what may still be spent. */
export function showUsage(usage: NamedUsage, paint: Paint): string[] {
  const { total, keys, models, upstreams, days } = usage;
  const budgets = showBudgets(usage, paint);
  if (total.requests === 0) {
    return ['Nothing was asked of the gateway in this time.', ...budgets];
  }
  const nameOf = (id: string) => nameOfKey(usage, id);
  return [
    ...groups('key', keys, nameOf, paint),
    ...groups('model', models, (model) => model || 'a gateway that died', paint),
    ...groups('upstream', upstreams, (upstream) => upstream || 'none answered', paint),
    ...groups('day (UTC)', [...days, { ...total, of: 'all' }], (day) => day, paint),
    ...budgets.slice(1),
  ];
}

/** A key that was revoked and made again is two keys of one name. */
function nameOfKey({ names }: NamedUsage, id: string): string {
  if (id === '') return 'this machine';
  const name = names[id] ?? id;
  const isShared = Object.values(names).filter((each) => each === name).length > 1;
  return isShared ? `${name} (${id})` : name;
}

function groups(
  title: string,
  of: readonly UsageGroup[],
  nameOf: (id: string) => string,
  paint: Paint,
): string[] {
  const number = (titled: string) => ({ title: titled, align: 'right' as const });
  const columns = [
    { title },
    ...['requests', 'failed', 'tokens in', 'tokens out', 'estimated', 'cost', 'in vain'].map(
      number,
    ),
  ];
  const rows = of.map((sums) => {
    const tokens = (count: number) => `${sums.estimated > 0 ? '~' : ''}${whole(count)}`;
    return [
      ...[nameOf(sums.of), whole(sums.requests), whole(sums.failed)],
      ...[tokens(sums.input), tokens(sums.output), whole(sums.estimated)],
      ...[money(sums.cost), money(sums.lost)],
    ];
  });
  return [...table(columns, rows, paint), ''];
}

function showBudgets({ site, budgets, underWay }: NamedUsage, paint: Paint): string[] {
  const rows: [string, string][] = [
    ...(site ? [['the site', toWords(site)] as [string, string]] : []),
    ...budgets.map((of): [string, string] => [`${of.name}, ${of.tier}`, toWords(of)]),
  ];
  if (rows.length === 0) return [];
  const running =
    underWay.answers === 0
      ? []
      : [`${underWay.answers} answers at a price are under way: ${money(underWay.most)} at most.`];
  return ['', ...facts('Left to spend', rows, paint), ...running];
}

function toWords({ day, month }: Budgets): string {
  const of = ({ left, most }: Budget, when: string) =>
    `${money(Math.max(0, left))} of ${money(most)} ${when}`;
  return `${of(day, 'today')}, ${of(month, 'this month')}`;
}

function whole(count: number): string {
  return count.toLocaleString('en');
}

/** Cents are too coarse for one answer. */
function money(dollars: number): string {
  return amount(dollars, 'USD');
}
