import { headlineFigures } from '@gigafactory/core/api';
import { useMemo } from 'react';
import { latest, useAsk } from '../api/client.ts';
import type { Note, Plan } from '../api/types.ts';
import { pathInFile } from '../explain/notes.ts';
import { type Command, useAllCommands } from '../state/commands.ts';
import { setEdit } from '../state/factory.ts';
import { type KeyBinding, useKeyBindings } from '../state/keys.ts';
import { goTo } from '../state/location.ts';
import { paths } from '../state/paths.ts';
import { openWhy } from '../state/why.ts';
import { PAGES } from './pages.ts';
import type { Target } from './search.ts';

/** What the palette finds, and what happens when it is picked. */
export interface FindTarget extends Target {
  /** What it is, where the title does not say. */
  readonly kind: 'page' | 'figure' | 'input' | 'choice' | 'entry' | 'command';
  readonly note?: Note;
  /** The key that does the same. */
  readonly keys?: string;
  readonly go: () => unknown;
}

/** How much each kind is looked for: a headline figure before all, what only the planner reads after all. */
const RANKS = { headline: 3, page: 2.5, command: 2, input: 1, choice: 0.9, entry: 0.5 } as const;

/** Everything that can be found now. */
export function useTargets(plan: Plan | undefined): readonly FindTarget[] {
  const commands = useAllCommands();
  const bindings = useKeyBindings();
  const schema = latest(useAsk('schema', {}));
  const catalogue = latest(useAsk('catalogue', {}));
  return useMemo(
    () => [
      ...PAGES.map(pageTarget),
      ...commandTargets(commands, bindings),
      ...(plan ? figureTargets(plan) : []),
      ...(schema ? choiceTargets(schema as SchemaPart, '') : []),
      ...Object.entries(catalogue ?? {}).flatMap(([kind, entries]) =>
        Object.entries(entries).map(([name, { label }]) => entryTarget(kind, name, label)),
      ),
    ],
    [plan, commands, bindings, schema, catalogue],
  );
}

function pageTarget({ path, title, about, key }: (typeof PAGES)[number]): FindTarget {
  return {
    ...{ kind: 'page', key: path, title, detail: about, keys: `g ${key}`, rank: RANKS.page },
    go: () => goTo(path),
  };
}

/** What is offered by name, and what keys do; the keys that open pages stand with the pages. */
function commandTargets(
  commands: readonly Command[],
  bindings: readonly KeyBinding[],
): FindTarget[] {
  const named = commands.map(
    ({ name, about = '', words = [], run }): FindTarget => ({
      ...{ kind: 'command', key: `command ${name}`, title: name, detail: about, words },
      rank: RANKS.command,
      go: run,
    }),
  );
  const keyed = bindings
    .filter(({ keys }) => !keys.startsWith('g ') && keys !== '/')
    .map(
      ({ keys, does, handle }): FindTarget => ({
        ...{ kind: 'command', key: `key ${keys}`, title: does, detail: '', rank: RANKS.command },
        keys: keys === ' ' ? 'Space' : keys,
        go: handle,
      }),
    );
  return [...named, ...keyed];
}

function figureTargets({ notes, training }: Plan): FindTarget[] {
  const first = headlineFigures(notes, Object.keys(training));
  const headline = new Set(first);
  return [...headline, ...Object.keys(notes).filter((id) => !headline.has(id))].flatMap((id) => {
    const note = notes[id];
    return note ? [figureTarget(note, headline.has(id))] : [];
  });
}

function figureTarget(note: Note, isHeadline: boolean): FindTarget {
  const isInput = pathInFile(note.id) !== undefined;
  const rank = isHeadline ? RANKS.headline : isInput ? RANKS.input : 0;
  return {
    ...{ kind: isInput ? 'input' : 'figure', key: note.id, title: note.label, detail: note.id },
    ...{ note, rank },
    go: () => openWhy(note.id),
  };
}

/** The part of JSON Schema that choices are in. */
interface SchemaPart {
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly SchemaPart[];
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly description?: string;
}

/** An edit for each name that a value of the file may have; names of runs and the like are not in the schema. */
function choiceTargets({ properties = {} }: SchemaPart, above: string): FindTarget[] {
  return Object.entries(properties).flatMap(([key, part]) => {
    const path = above === '' ? key : `${above}.${key}`;
    const about = (part.description ?? '').replace(/[;(].*$/, '').trim();
    const own = choicesOf(part).map(
      (choice): FindTarget => ({
        ...{ kind: 'choice', key: `${path}=${choice}`, title: `Set ${path} to ${choice}` },
        ...{ detail: about, rank: RANKS.choice },
        go: () => setEdit(path, choice),
      }),
    );
    return [...own, ...choiceTargets(part, path)];
  });
}

function choicesOf({ enum: names, const: name, anyOf }: SchemaPart): string[] {
  const own = names ?? (name === undefined ? [] : [name]);
  return [...own.filter((one) => typeof one === 'string'), ...(anyOf ?? []).flatMap(choicesOf)];
}

function entryTarget(kind: string, name: string, label: string): FindTarget {
  return {
    ...{ kind: 'entry', key: `${kind} ${name}`, title: label, detail: `${kind} ${name}` },
    rank: RANKS.entry,
    go: () => goTo(paths.catalogue()),
  };
}
