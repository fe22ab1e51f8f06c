import type { RandomStream } from '@gigafactory/core/base';
import { CHECK, WRAPPED } from '../book/tables.ts';
import type { Linker } from '../see/link.ts';
import { findNumbers } from '../see/numbers.ts';
import { type Eyes, type Seen, see, type Tagged } from '../see/see.ts';
import type { View } from '../see/view.ts';
import { isLikely, pick, weigh } from './chance.ts';
import {
  draftExplain,
  draftNone,
  draftOptimise,
  draftPlan,
  draftPower,
  draftStrategies,
  draftTwin,
} from './drafts.ts';
import type { Draft } from './edits.ts';
import { fillNames } from './fill.ts';
import { draftFollowing } from './following.ts';
import { ruffle } from './ruffle.ts';
import { hurry } from './spoil.ts';

/** What the model is to write, with marks `<...>` where a tag belongs whose text is known. */
export interface Lesson {
  readonly question: string;
  readonly seen: Seen;
  readonly call: string;
  readonly before?: string;
}

const SHARES = {
  explain: 36,
  plan: 26,
  twin: 5,
  power: 5,
  strategies: 6,
  optimise: 7,
  check: 2.5,
  none: 24,
};

export interface World {
  readonly view: View;
  readonly eyes: Eyes;
  readonly labels: readonly (readonly [string, string])[];
}

/** One lesson, or undefined where what was drawn cannot be said of this file. */
export function drawLesson(
  stream: RandomStream,
  { view, eyes, labels }: World,
): Lesson | undefined {
  const operation = weigh(stream, SHARES);
  const drafts: Record<typeof operation, () => Draft> = {
    explain: () => draftExplain(stream, labels),
    plan: () => draftPlan(stream),
    twin: () => draftTwin(stream),
    power: () => draftPower(stream),
    strategies: () => draftStrategies(stream),
    optimise: () => draftOptimise(stream),
    check: () => ({ text: pick(stream, CHECK), call: '{"check":{}}' }),
    none: () => draftNone(stream),
  };
  const draft: Draft & { before?: string } = isLikely(stream, 0.11)
    ? draftFollowing(stream, drafts[operation])
    : drafts[operation]();
  const wrapped = isLikely(stream, 0.16)
    ? pick(stream, WRAPPED).replace('{q}', () => draft.text)
    : draft.text;
  const filled = fillNames(stream, wrapped, view);
  if (filled === undefined) return undefined;
  const question = hurry(stream, filled);
  const hidden = stream.integer(1 << 16);
  const share = pick(stream, [0, 30, 60, 85]);
  const seen = see(question, eyes, {
    isHidden: (phrase) => ((phrase * 40_503 + hidden) % 997) % 100 < share,
  });
  const call = withTags(draft.call, seen.tags, eyes.linker);
  if (call === undefined) return undefined;
  const blurred = { ...seen, words: ruffle(stream, seen.words, seen.tags, call) };
  return {
    question,
    seen: blurred,
    call,
    ...(draft.before === undefined ? {} : { before: draft.before }),
  };
}

/** Puts tags where the call has the text of a value; undefined where the question lost it. */
function withTags(
  call: string,
  tags: ReadonlyMap<string, Tagged>,
  linker: Linker,
): string | undefined {
  const used = new Set<string>();
  let missing = false;
  const done = call.replace(/<([^>]*)>/g, (_, value: string) => {
    const said = [...tags].filter(([name, tagged]) => !used.has(name) && isSaid(tagged, value));
    // Of two GPUs the one that is wanted.
    const names = linker.find(value.toLowerCase()).map(({ name }) => name);
    const [tag] =
      said.find(([, tagged]) => 'mention' in tagged && names.includes(tagged.mention.name)) ??
      said[0] ??
      [];
    if (tag === undefined) missing = true;
    else used.add(tag);
    return tag ?? '';
  });
  return missing ? undefined : spaced(done);
}

/** Words of a call have a space before them, as in the question: they are the same tokens then. */
function spaced(call: string): string {
  return call
    .replaceAll(':"', ':" ')
    .replace(/"(?=Set[A-Za-z]+":)/g, '" ')
    .replace(/\[[^\]]*\]/g, (list) => list.replace(/"(?=[a-z])/g, '" '));
}

function isSaid(tagged: Tagged, value: string): boolean {
  if ('mention' in tagged) return /[a-z]/i.test(value) && isNamed(value, tagged.mention.kind);
  if (value === '@scale' || value === '@add') return tagged.number.kind === value.slice(1);
  const [plain] = findNumbers(value);
  return (
    plain !== undefined && plain.value === tagged.number.value && plain.text === tagged.number.text
  );
}

/** Names of the catalogue are written in ways that only the linker knows; GPUs, nodes and the like come once in a wish. */
function isNamed(value: string, kind: string): boolean {
  // "7th" has letters, too, but is a number; no name of the catalogue begins with a digit.
  return (
    !/^\d/.test(value) &&
    !['run', 'task', 'service', 'reference'].includes(kind) &&
    findNumbers(value).every(({ kind: found }) => found === 'count')
  );
}
