import { useMemo, useSyncExternalStore } from 'react';
import type { FactoryText } from '../api/types.ts';
import { nameOfEdit, nameOfEdits } from './document/names.ts';
import { commit, fileOf, open, subscribe, take } from './document/session.ts';
import {
  after,
  before,
  currentOf,
  type Document,
  isChanged,
  moveTo,
  textOf,
  type Version,
} from './document/versions.ts';
import type { FactoryFile } from './files.ts';
import { useScenario } from './scenario.ts';
import { type Edits, withEdit } from './url.ts';

/** The open factory: a file, a text that may differ from it, and the edits on top of that. */
export interface Factory {
  /** As it was opened or saved last. */
  readonly file: FactoryFile;
  /** What is worked on, without the edits. */
  readonly text: string;
  readonly edits: Edits;
  readonly editCount: number;
  /** Whether text or edits differ from the file. */
  readonly isChanged: boolean;
  /** The scenario of the file that is shown; its changes are below the edits. */
  readonly scenario: string | undefined;
  /** What every question about this factory takes as (part of) its input. */
  readonly input: FactoryText;
  /** The same without the scenario: what belongs into the file. */
  readonly written: FactoryText;
}

/** Every state of the open document, by time, and the way through them. */
export interface History {
  readonly versions: readonly Version[];
  readonly current: Version;
  /** Where `undo` leads. */
  readonly before: Version | undefined;
  /** Where `redo` leads. */
  readonly after: Version | undefined;
}

export function useFactory(): Factory {
  const factory = useSyncExternalStore(subscribe, currentFactory);
  const scenario = useScenario();
  return useMemo(
    () =>
      scenario === undefined
        ? factory
        : { ...factory, scenario, input: { ...factory.written, scenario } },
    [factory, scenario],
  );
}

/** The edit at a path, if there is one: what shows only that is drawn again only when that changes. */
export function useEdit(path: string): string | undefined {
  return useSyncExternalStore(subscribe, () => currentFactory().edits[path]);
}

export function useHistory(): History {
  return useSyncExternalStore(subscribe, currentHistory);
}

/**
 * Replaces the working text, as one step of that name. The caller has written the edits into the text but for those that it
 * gives, which stay on top. Steps named `TYPING` join while they follow each other without a pause.
 */
export function changeText(text: string, label: string, edits: Edits = {}): void {
  take({ label, text, edits });
}

/** Writes a value into the factory by its path in the file; `undefined` undoes the edit. */
export function setEdit(path: string, text: string | undefined): void {
  const { edits } = currentFactory();
  if (edits[path] === text) return;
  takeEdits(nameOfEdit(path, text), withEdit(edits, path, text));
}

/** Writes several values into the factory as one step; `undefined` undoes an edit. */
export function setEdits(
  more: Readonly<Record<string, string | undefined>>,
  label = nameOfEdits(more),
): void {
  const { edits } = currentFactory();
  const next = Object.entries(more).reduce((all, [path, text]) => withEdit(all, path, text), edits);
  takeEdits(label, next);
}

export function resetEdits(): void {
  takeEdits('Drop all edits', {});
}

/** Goes one step back. */
export function undo(): void {
  goTo(before(open()));
}

/** Takes again the step that was undone last. */
export function redo(): void {
  goTo(after(open()));
}

/** Goes to any step of the history. */
export function goToVersion(version: Version): void {
  goTo(version);
}

function takeEdits(label: string, edits: Edits): void {
  take({ label, text: currentFactory().text, edits });
}

function goTo(version: Version | undefined): void {
  if (version) commit(moveTo(open(), version.id));
}

let factory: Factory | undefined;

/** The same object while nothing of it changes: a plan is asked for by it. */
export function currentFactory(): Factory {
  const next = factoryOf(open());
  if (factory && isSame(factory, next)) return factory;
  factory = next;
  return factory;
}

function factoryOf(document: Document): Factory {
  const version = currentOf(document);
  const { edits } = version;
  const file = fileOf(document);
  const { beside } = file;
  const text = textOf(document, version);
  const written = { text, file: file.file, edits, ...(beside ? { beside } : {}) };
  return {
    file,
    text,
    edits,
    editCount: Object.keys(edits).length,
    isChanged: isChanged(document),
    scenario: undefined,
    input: written,
    written,
  };
}

function isSame(a: Factory, b: Factory): boolean {
  return (
    a.text === b.text &&
    a.edits === b.edits &&
    a.file.name === b.file.name &&
    a.file.text === b.file.text &&
    a.file.origin === b.file.origin &&
    a.file.beside === b.file.beside
  );
}

let history: { readonly of: Document; readonly shown: History } | undefined;

function currentHistory(): History {
  const document = open();
  if (history?.of === document) return history.shown;
  const { versions } = document;
  const shown = {
    versions,
    current: currentOf(document),
    before: before(document),
    after: after(document),
  };
  history = { of: document, shown };
  return shown;
}
