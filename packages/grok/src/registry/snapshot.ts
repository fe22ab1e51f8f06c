import { failed, nearestName, ok, type Problem, type Result } from '@gigafactory/core/base';
import { meaningsOf, type Recorded } from './changes.ts';
import type { Stored } from './places.ts';

/** The alias that means the promoted version. */
export const GROK = 'grok';

/** All that is known at one moment. */
export interface Snapshot extends Recorded {
  readonly stored: readonly Stored[];
  /** What serves each version. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly Problem[];
}

export function referenceOf({ facts }: Stored): string {
  return `${facts.name}@${facts.version}`;
}

/** What an alias meant, without what is gone; the last is what it means now. */
export function existing(alias: string, { stored, changes }: Snapshot): string[] {
  const shipped = stored.find(({ ships }) => ships);
  const first = alias === GROK && shipped ? referenceOf(shipped) : undefined;
  const known = new Set(stored.map(referenceOf));
  return meaningsOf(changes, alias, first).filter((model) => known.has(model));
}

export function aliasesIn({ changes }: Snapshot): string[] {
  return [...new Set([GROK, ...changes.flatMap(({ alias }) => alias ?? [])])];
}

export function resolve(reference: string, snapshot: Snapshot): Result<Stored> {
  const { stored } = snapshot;
  const isAlias = aliasesIn(snapshot).includes(reference);
  const wanted = isAlias ? meaning(reference, snapshot) : reference;
  const exact = stored.find((each) => referenceOf(each) === wanted);
  if (!exact && snapshot.unclear) return failed(snapshot.unclear);
  const found = exact ?? ofName(reference, snapshot);
  if (found) return ok(found);
  const own = [...stored.map(referenceOf), ...stored.map(({ facts }) => facts.name)];
  const names = [...own, ...aliasesIn(snapshot)];
  const nearest = nearestName(reference, names);
  const message =
    isAlias && stored.length > 0
      ? `"${reference}" means no version yet: "gigafactory promote NAME@VERSION" chooses one.`
      : `There is no model "${reference}"; "gigafactory models" lists them.`;
  return failed({ code: 'model.unknown', message, ...(nearest === undefined ? {} : { nearest }) });
}

function ofName(name: string, snapshot: Snapshot): Stored | undefined {
  const { stored, changes } = snapshot;
  const own = stored.filter(({ facts }) => facts.name === name);
  const promoted = changes
    .toReversed()
    .filter(({ kind }) => kind !== 'remove')
    .map(({ model }) => own.find((each) => referenceOf(each) === model))
    .find((each) => each !== undefined);
  return promoted ?? own.find(({ ships }) => ships) ?? newestFirst(own)[0];
}

export function newestFirst(stored: readonly Stored[]): Stored[] {
  return stored.toSorted((a, b) => Number(b.facts.version) - Number(a.facts.version));
}

/** What an alias means now; undefined for nothing, or while that cannot be known. */
export function meaning(alias: string, snapshot: Snapshot): string | undefined {
  return snapshot.unclear ? undefined : existing(alias, snapshot).at(-1);
}
