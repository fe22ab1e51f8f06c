import { ApiError } from '../api-error.ts';
import type { GatewayConfig, TierConfig } from '../config/shape.ts';
import type { ApiKey } from '../keys/key-file.ts';
import type { Account, MoneyLimits } from './account.ts';
import type { Books } from './books.ts';
import { Bucket } from './bucket.ts';

/** Who asks: a key, a person, or this machine while no key was made. */
export interface Caller {
  /** Id of the key or the person; empty for this machine. */
  readonly key: string;
  readonly tier: TierConfig | undefined;
}

/** Keys that were quiet this long have full buckets, which need no memory, ms. */
const FORGET_MS = 120_000;
const MOST_REMEMBERED = 10_000;

interface Pace {
  readonly requests: Bucket;
  readonly tokens: Bucket;
  parallel: number;
  seenAt: number;
}

export interface DoorkeeperParts {
  readonly config: () => GatewayConfig;
  readonly books: Books;
  /** ms since 1970. */
  readonly now: () => number;
}

/** Says who may ask now, by requests, tokens and money. */
export class Doorkeeper {
  readonly #parts: DoorkeeperParts;
  readonly #paces = new Map<string, Pace>();

  constructor(parts: DoorkeeperParts) {
    this.#parts = parts;
  }

  callerOf(key: Pick<ApiKey, 'id' | 'tier'> | undefined): Caller {
    if (!key) return { key: '', tier: undefined };
    return { key: key.id, tier: this.#parts.config().tiers[key.tier] };
  }

  /** Why a caller may not ask now; undefined counts the request, and `leave` must follow. */
  enter({ key, tier }: Caller): ApiError | undefined {
    if (!tier) return undefined;
    const now = this.#parts.now();
    const pace = this.#pace(key, tier, now);
    if (pace.parallel >= tier.parallel) {
      const message = `This key has ${tier.parallel} answers under way, the most of its tier; wait for one to end.`;
      return limited('parallel_limit_exceeded', message, 1);
    }
    if (pace.requests.left(tier.requestsPerMinute, now) < 1) {
      const message = `This key may ask ${tier.requestsPerMinute} times a minute.`;
      const wait = pace.requests.secondsUntil(1, tier.requestsPerMinute);
      return limited('rate_limit_exceeded', message, wait);
    }
    if (pace.tokens.left(tier.tokensPerMinute, now) <= 0) {
      const message = `This key may use ${tier.tokensPerMinute} tokens a minute.`;
      const wait = pace.tokens.secondsUntil(1, tier.tokensPerMinute);
      return limited('rate_limit_exceeded', message, wait);
    }
    if (this.usedToday({ key, tier }).tokens >= tier.tokensPerDay) {
      const message = `The ${whole(tier.tokensPerDay)} tokens of a day are used up; there are new ones at 00:00 UTC.`;
      return limited('rate_limit_exceeded', message, untilTomorrow(now));
    }
    pace.requests.draw(1);
    pace.parallel++;
    return undefined;
  }

  /** Why a person may ask nothing more in chats today; undefined if something is left. */
  questionProblem(caller: Caller): ApiError | undefined {
    const { tier } = caller;
    if (!tier || this.usedToday(caller).questions < tier.questionsPerDay) return undefined;
    const message = `The ${whole(tier.questionsPerDay)} questions of a day are used up; there are new ones at 00:00 UTC. An administrator can raise the tier.`;
    return limited('rate_limit_exceeded', message, untilTomorrow(this.#parts.now()));
  }

  /** What a caller has used of this day of UTC. */
  usedToday({ key }: Caller): { readonly tokens: number; readonly questions: number } {
    const { books, now } = this.#parts;
    return books.account(key).used(new Date(now()).toISOString().slice(0, 10));
  }

  leave({ key, tier }: Caller, tokens: number): void {
    const pace = tier && this.#paces.get(key);
    if (!pace) return;
    pace.parallel--;
    pace.tokens.draw(tokens);
  }

  /** Why a caller may not spend anything more; undefined if something is left. */
  spentProblem(caller: Caller): ApiError | undefined {
    const left = this.#moneyLeft(caller);
    if (left.key <= 0) {
      const message =
        'The budget of this key is spent; it is renewed with the day or the month (UTC).';
      return spent(message);
    }
    return left.site > 0 ? undefined : spent('The budget of this site is spent.');
  }

  /** Why answers under way must end: more was spent than there was; undefined if not. */
  overspent(caller: Caller): ApiError | undefined {
    const { key, site } = this.#moneyLeft(caller);
    if (key < 0) return spent('The budget of this key was spent in the middle of this answer.');
    return site < 0
      ? spent('The budget of this site was spent in the middle of this answer.')
      : undefined;
  }

  /** US dollars that are left to the key and to the site. */
  #moneyLeft({ key, tier }: Caller): { readonly key: number; readonly site: number } {
    const { books, config, now } = this.#parts;
    const day = new Date(now()).toISOString().slice(0, 10);
    const of = (account: Account, limits: MoneyLimits | undefined, otherwise: number) =>
      limits ? account.left(day, limits) : otherwise;
    return {
      key: of(books.account(key), tier, Number.POSITIVE_INFINITY),
      site: of(books.site, config().site, 0),
    };
  }

  /** What a client reads of its pace, named as OpenAI's API does. */
  headers({ key, tier }: Caller): Record<string, string> {
    if (!tier) return {};
    const now = this.#parts.now();
    const { requests, tokens } = this.#pace(key, tier, now);
    const { requestsPerMinute, tokensPerMinute } = tier;
    const tell = (name: string, bucket: Bucket, perMinute: number) => ({
      [`x-ratelimit-limit-${name}`]: `${perMinute}`,
      [`x-ratelimit-remaining-${name}`]: `${Math.max(0, Math.floor(bucket.left(perMinute, now)))}`,
      [`x-ratelimit-reset-${name}`]: `${bucket.secondsUntil(perMinute, perMinute).toFixed(3)}s`,
    });
    return {
      ...tell('requests', requests, requestsPerMinute),
      ...tell('tokens', tokens, tokensPerMinute),
    };
  }

  #pace(key: string, tier: TierConfig, now: number): Pace {
    const known = this.#paces.get(key);
    if (known) {
      known.seenAt = now;
      return known;
    }
    if (this.#paces.size >= MOST_REMEMBERED) this.#forget(now);
    const made: Pace = {
      requests: new Bucket(tier.requestsPerMinute, now),
      tokens: new Bucket(tier.tokensPerMinute, now),
      parallel: 0,
      seenAt: now,
    };
    this.#paces.set(key, made);
    return made;
  }

  #forget(now: number): void {
    for (const [key, { parallel, seenAt }] of this.#paces) {
      if (parallel === 0 && now - seenAt > FORGET_MS) this.#paces.delete(key);
    }
  }
}

const DAY_MS = 86_400_000;

/** s until the next day of UTC. */
function untilTomorrow(now: number): number {
  return (DAY_MS - (now % DAY_MS)) / 1000;
}

function whole(count: number): string {
  return count.toLocaleString('en');
}

function limited(code: string, message: string, retryAfterS: number): ApiError {
  return new ApiError({ status: 429, code, message, retryAfterS: Math.max(1, retryAfterS) });
}

/** Nothing that a program does renews a budget. */
function spent(message: string): ApiError {
  return new ApiError({ status: 429, code: 'insufficient_quota', message, mayRetry: false });
}
