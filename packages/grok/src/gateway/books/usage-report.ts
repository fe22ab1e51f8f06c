import { failed, ok, type Result } from '@gigafactory/core/base';
import { z } from 'zod';
import type { GatewayConfig } from '../config/shape.ts';
import type { ApiKey } from '../keys/key-file.ts';
import type { Account, MoneyLimits } from './account.ts';
import { Books } from './books.ts';

/** What some answers came to. */
interface UsageSums {
  readonly requests: number;
  /** Of them, those that failed. */
  readonly failed: number;
  /** Tokens. */
  readonly input: number;
  readonly output: number;
  /** Answers whose tokens are estimated by the length of their texts. */
  readonly estimated: number;
  /** US dollars, of the keys. */
  readonly cost: number;
  /** US dollars of tries in vain, of the site alone. */
  readonly lost: number;
}

export type UsageGroup = UsageSums & {
  /** Id of a key, model, upstream or day; empty for this machine without a key, and where no upstream answered. */
  readonly of: string;
};

/** What may be spent in a day or a month of UTC, US dollars. */
export interface Budget {
  readonly most: number;
  readonly spent: number;
  /** Answers under way are not counted. */
  readonly left: number;
}

export interface Budgets {
  readonly day: Budget;
  readonly month: Budget;
}

interface KeyBudgets extends Budgets {
  readonly key: string;
  readonly name: string;
  readonly tier: ApiKey['tier'];
}

export interface UsageReport {
  readonly total: UsageSums;
  readonly keys: readonly UsageGroup[];
  readonly models: readonly UsageGroup[];
  readonly upstreams: readonly UsageGroup[];
  /** Days of UTC, the earliest first. */
  readonly days: readonly UsageGroup[];
  /** Null while the site needs none, because nothing has a price. */
  readonly site: Budgets | null;
  /** Of each key that holds. */
  readonly budgets: readonly KeyBudgets[];
  /** Answers at a price that are under way, or were when the gateway died, and what they may cost at most, US dollars. */
  readonly underWay: { readonly answers: number; readonly most: number };
}

export interface UsageQuery {
  readonly config: Pick<GatewayConfig, 'tiers' | 'site'>;
  /** All that were ever made. */
  readonly keys: readonly ApiKey[];
  /** Day of UTC from which on answers count, `2026-11-30`. */
  readonly since?: string | undefined;
  /** Ids of the keys whose answers count; all if absent. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Today, a day of UTC. */
  readonly today: string;
}

const answerShape = z.looseObject({
  kind: z.literal('answer'),
  key: z.string(),
  model: z.string(),
  upstream: z.string(),
  at: z.string(),
  status: z.string(),
  input: z.number(),
  output: z.number(),
  isEstimated: z.boolean(),
  cost: z.number(),
  lost: z.number(),
});
type Answered = z.output<typeof answerShape>;

/** What the books tell, read beside the gateway that writes them. Code: `books.broken`. */
export async function reportUsage(
  lines: AsyncIterable<string>,
  query: UsageQuery,
): Promise<Result<UsageReport>> {
  const { since = '', only } = query;
  const books = Books.toRead();
  const sums = { total: new Tally(), keys: new Tally(), models: new Tally() };
  const further = { upstreams: new Tally(), days: new Tally() };
  let number = 1;
  for await (const line of lines) {
    number++;
    const answer = read(line, books);
    if (answer === 'broken') {
      return failed({ code: 'books.broken', message: `Line ${number} of the books is none.` });
    }
    if (!answer || answer.at < since || (only && !only.has(answer.key))) continue;
    sums.total.add('', answer);
    sums.keys.add(answer.key, answer);
    sums.models.add(answer.model, answer);
    further.upstreams.add(answer.upstream, answer);
    further.days.add(answer.at.slice(0, 10), answer);
  }
  return ok({
    total: sums.total.of(''),
    ...{ keys: sums.keys.groups(), models: sums.models.groups() },
    ...{ upstreams: further.upstreams.groups(), days: further.days.groups() },
    ...budgetsOf(books, query),
  });
}

/** Undefined for a line that is no answer. */
function read(line: string, books: Books): Answered | 'broken' | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    books.take(entry);
    return answerShape.safeParse(entry).data;
  } catch {
    return 'broken';
  }
}

function budgetsOf(books: Books, { config, keys, only, today }: UsageQuery) {
  const holding = keys.filter(({ id, revokedAt }) => !revokedAt && (!only || only.has(id)));
  return {
    site: config.site ? budgets(books.site, config.site, today) : null,
    budgets: holding.map(({ id: key, name, tier }) => ({
      ...{ key, name, tier },
      ...budgets(books.account(key), config.tiers[tier], today),
    })),
    underWay: {
      answers: books.begun.length,
      most: books.begun.reduce((sum, most) => sum + most, 0),
    },
  };
}

function budgets(account: Account, limits: MoneyLimits, today: string): Budgets {
  const { day, ofDay, ofMonth } = account.spent;
  // An account stands as of its last entry; a clock that went back gives nothing again.
  const isToday = day >= today;
  const isThisMonth = isToday || day.slice(0, 7) === today.slice(0, 7);
  const of = (most: number, spent: number): Budget => ({ most, spent, left: most - spent });
  return {
    day: of(limits.moneyPerDay, isToday ? ofDay : 0),
    month: of(limits.moneyPerMonth, isThisMonth ? ofMonth : 0),
  };
}

const NOTHING: UsageSums = {
  ...{ requests: 0, failed: 0, input: 0, output: 0, estimated: 0, cost: 0, lost: 0 },
};

type Sums = { -readonly [Key in keyof UsageSums]: number };

/** Sums of answers by what they are of. */
class Tally {
  readonly #groups = new Map<string, Sums>();

  add(of: string, { status, input, output, isEstimated, cost, lost }: Answered): void {
    const sums = this.#groups.get(of) ?? { ...NOTHING };
    this.#groups.set(of, sums);
    sums.requests++;
    if (status === 'failed') sums.failed++;
    sums.input += input;
    sums.output += output;
    if (isEstimated) sums.estimated++;
    sums.cost += cost;
    sums.lost += lost;
  }

  /** Of one of them. */
  of(one: string): UsageSums {
    return { ...(this.#groups.get(one) ?? NOTHING) };
  }

  /** In the order of what they are of. */
  groups(): UsageGroup[] {
    const sorted = [...this.#groups].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([of, sums]) => ({ of, ...sums }));
  }
}
