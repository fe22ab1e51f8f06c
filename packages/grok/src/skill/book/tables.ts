import * as frames from './asked-frames.ts';
import * as asked from './asked-operations.ts';
import * as asks from './asks.ts';
import * as declined from './declined.ts';
import * as outside from './outside.ts';
import * as refused from './refused.ts';
import * as voiced from './voices-operations.ts';

/** Phrases of tables, which divide them by semicolons. */
export function listOf(...tables: readonly string[]): string[] {
  return tables.flatMap((table) =>
    table
      .split(';')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
}

/** Rows of `key | phrases`; rows of a key that comes again are joined. */
function keyed(...tables: readonly string[]): [string, string[]][] {
  const rows = new Map<string, string[]>();
  for (const line of tables.flatMap((table) => table.trim().split('\n'))) {
    const [key = '', items = ''] = line.split('|').map((cell) => cell.trim());
    rows.set(key, [...(rows.get(key) ?? []), ...listOf(items)]);
  }
  return [...rows];
}

export const TWIN = listOf(asks.TWIN, asked.ASKED_TWIN, voiced.VOICES_TWIN);
export const POWER = listOf(asks.POWER, asked.ASKED_POWER, voiced.VOICES_POWER);
export const STRATEGIES = listOf(asks.STRATEGIES, asked.ASKED_STRATEGIES, voiced.VOICES_STRATEGIES);
export const STRATEGIES_TOP = listOf(
  asks.STRATEGIES_TOP,
  asked.ASKED_STRATEGIES_TOP,
  voiced.VOICES_STRATEGIES_TOP,
);
export const LAUNCH = listOf(asks.LAUNCH, asked.ASKED_LAUNCH, voiced.VOICES_LAUNCH);
export const LAUNCH_RANK = listOf(
  asks.LAUNCH_RANK,
  asked.ASKED_LAUNCH_RANK,
  voiced.VOICES_LAUNCH_RANK,
);
export const CHECK = listOf(asks.CHECK, asked.ASKED_CHECK, voiced.VOICES_CHECK);
export const PLAN = listOf(asks.PLAN, asked.ASKED_PLAN, voiced.VOICES_PLAN);
export const OPTIMISE = keyed(asks.OPTIMISE, asked.ASKED_OPTIMISE, voiced.VOICES_OPTIMISE);
export const OPTIMISE_JOINED = listOf(asks.OPTIMISE_JOINED);
export const OPTIMISE_SINGLE = listOf(asks.OPTIMISE_SINGLE);
export const DIMENSIONS = keyed(asks.DIMENSION_NAMES);
export const OBJECTIVES = keyed(asks.OBJECTIVES);
export const WRAPPED = listOf(asks.WRAPPED, frames.ASKED_WRAPPED);
export const WISHES = listOf(asks.WISHES, frames.ASKED_WISHES);
export const SETTINGS = listOf(asks.SETTINGS, frames.ASKED_SETTINGS);
export const FACTORS = listOf(asks.FACTORS, frames.ASKED_FACTORS);
export const SUMS = listOf(asks.SUMS, frames.ASKED_SUMS);
export const ASKED_WITH = listOf(asks.ASKED_WITH, frames.ASKED_ASKED_WITH);
/** Questions of a figure by its kind. */
export const FIGURE_ASKS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(asks.FIGURE_ASKS).map(([kind, table]) => [
    kind,
    listOf(table, frames.ASKED_FIGURE_ASKS[kind] ?? ''),
  ]),
);
export const ORDERS = listOf(
  outside.ORDERS,
  refused.REFUSED_ORDERS,
  declined.DECLINED_ORDERS,
  voiced.VOICES_ORDERS,
);
export const OBJECTS = listOf(outside.OBJECTS);
export const LIVE = listOf(
  outside.LIVE,
  refused.REFUSED_LIVE,
  declined.DECLINED_LIVE,
  voiced.VOICES_LIVE,
);
export const ABSENT = listOf(
  outside.ABSENT,
  refused.REFUSED_ABSENT,
  declined.DECLINED_ABSENT,
  voiced.VOICES_ABSENT,
);
export const CHAT = listOf(outside.CHAT, refused.REFUSED_CHAT, voiced.VOICES_CHAT);
export const TOPICS = listOf(outside.TOPICS, voiced.VOICES_TOPICS);
export const TRADE = listOf(outside.TRADE, refused.REFUSED_TRADE, voiced.VOICES_TRADE);
/** Questions and orders that a plan cannot answer, about {y}, a thing that it has. */
export const NEAR = listOf(declined.DECLINED_NEAR);
/** Talk of other worlds; its words are no words of the lexicon. */
export const STRANGE: readonly (readonly string[])[] = [
  listOf(declined.STRANGE_TOPICS),
  listOf(declined.STRANGE_TRADE),
  listOf(declined.STRANGE_CHAT),
  listOf(declined.STRANGE_LANGUAGES),
];
/** Things of other topics; most of them are no words of the lexicon. */
export const THINGS = outside.THINGS.split(' ');

/** All phrases here, for the lexicon. */
export const PHRASES: readonly string[] = [
  ...[TWIN, POWER, STRATEGIES, STRATEGIES_TOP, LAUNCH, LAUNCH_RANK, CHECK, PLAN],
  ...[OPTIMISE, DIMENSIONS, OBJECTIVES].flatMap((rows) => rows.map(([, phrases]) => phrases)),
  ...[OPTIMISE_JOINED, OPTIMISE_SINGLE, WRAPPED, WISHES, SETTINGS, FACTORS, SUMS, ASKED_WITH],
  ...Object.values(FIGURE_ASKS),
  ...[ORDERS, OBJECTS, LIVE, ABSENT, CHAT, TOPICS, TRADE, NEAR],
].flat();
