import { Digest } from '@gigafactory/core/base';
import type { Edits } from '../url.ts';
import { nameOfEdit } from './names.ts';

/** One state of a document, which a person can come back to. */
export interface Version {
  /** From its content and its way: equal steps from one state lead to one version. */
  readonly id: string;
  /** What it was made from; undefined for what was opened. */
  readonly parent: string | undefined;
  /** ms since 1970. */
  readonly at: number;
  /** What the step to it was: `PUE 1.3`. */
  readonly label: string;
  /** Id of its text. */
  readonly text: string;
  /** On top of the text. */
  readonly edits: Edits;
}

/** An open factory file with what was made of it. */
export interface Document {
  /** In the address, see `FactoryFile`. */
  readonly name: string;
  /** Name of the file, for people. */
  readonly file: string;
  readonly texts: ReadonlyMap<string, string>;
  /** By time. Steps after which a person went back and on otherwise stay among them. */
  readonly versions: readonly Version[];
  /** Id of the version that is looked at. */
  readonly current: string;
  /** Id of the text as it was opened or saved last, and when that was, ms since 1970. */
  readonly base: { readonly text: string; readonly at: number };
}

/** One step, as a person made it. */
export interface Step {
  readonly label: string;
  readonly text: string;
  readonly edits: Edits;
  /** ms since 1970. */
  readonly at: number;
}

/** Label of the steps that join: pauses of typing are no steps of their own. */
export const TYPING = 'Typing';
/** Longest pause between keys of one step, ms. */
const PAUSE = 3000;

/** The most that is kept of one document. */
export const MOST_VERSIONS = 200;
export const MOST_CHARACTERS = 24_000_000;

/** A document of which nothing has been changed. */
export function begin(
  { name, file, text }: { readonly name: string; readonly file: string; readonly text: string },
  at: number,
): Document {
  const id = textId(text);
  const opened = versionOf(undefined, { label: 'Opened', text: id, edits: {}, at });
  return {
    name,
    file,
    texts: new Map([[id, text]]),
    versions: [opened],
    current: opened.id,
    base: { text: id, at },
  };
}

/** The document one step further, or itself if the step changes nothing. */
export function change(document: Document, { label, text, edits, at }: Step): Document {
  const from = currentOf(document);
  const id = text === textOf(document, from) ? from.text : textId(text);
  if (id === from.text && sameEdits(edits, from.edits)) return document;
  const joins = label === TYPING && isTypingNow(document, from, at);
  const next = versionOf(joins ? from.parent : from.id, { label, text: id, edits, at });
  const others = document.versions.filter(
    (each) => each.id !== next.id && !(joins && each.id === from.id),
  );
  const texts = new Map(document.texts).set(id, text);
  return pruned({ ...document, texts, versions: [...others, next], current: next.id });
}

/** Looks at another version. */
export function moveTo(document: Document, id: string): Document {
  const isKnown = document.versions.some((version) => version.id === id);
  return isKnown && id !== document.current ? { ...document, current: id } : document;
}

/** Takes a text as the one that was opened or saved last; the version that is looked at stays. */
export function rebase(document: Document, text: string, at: number): Document {
  const id = textId(text);
  return pruned({
    ...document,
    texts: new Map(document.texts).set(id, text),
    base: { text: id, at },
  });
}

/**
 * What two tabs made of one document; the view stays mine. `seen` are versions of theirs that were here before:
 * where they are gone, they were given up.
 */
export function merge(mine: Document, theirs: Document, seen: ReadonlySet<string>): Document {
  const ids = new Set([...seen, ...mine.versions.map(({ id }) => id)]);
  const added = theirs.versions.filter(({ id }) => !ids.has(id));
  if (added.length === 0 && theirs.base.at <= mine.base.at) return mine;
  return pruned({
    ...mine,
    texts: new Map([...theirs.texts, ...mine.texts]),
    versions: [...mine.versions, ...added].sort((a, b) => a.at - b.at),
    base: theirs.base.at > mine.base.at ? theirs.base : mine.base,
  });
}

/**
 * The document at that text with those edits. A state that no version has is reached from the text edit by edit, so
 * that each can be undone; undefined if the text is not there.
 */
export function locate(
  document: Document,
  { text, edits }: Pick<Version, 'text' | 'edits'>,
  at: number,
): Document | undefined {
  const content = document.texts.get(text);
  if (content === undefined) return undefined;
  const found = find(document, text, edits);
  if (found) return moveTo(document, found.id);
  const plain = find(document, text, {});
  const start = plain ? moveTo(document, plain.id) : withRoot(document, text, at);
  let done: Edits = {};
  return Object.entries(edits).reduce((so, [path, value]) => {
    done = { ...done, [path]: value };
    return change(so, { label: nameOfEdit(path, value), text: content, edits: done, at });
  }, start);
}

export function currentOf(document: Document): Version {
  const found = document.versions.find(({ id }) => id === document.current);
  if (!found) throw new Error(`the document has no version ${document.current}`);
  return found;
}

/** The version that one step back leads to. */
export function before(document: Document): Version | undefined {
  const { parent } = currentOf(document);
  return document.versions.find(({ id }) => id === parent);
}

/** The version that one step forward leads to: the latest that was made from the current one. */
export function after(document: Document): Version | undefined {
  return document.versions.findLast(({ parent }) => parent === document.current);
}

/** The version with that text and those edits; rather the current one or its neighbours than others. */
function find(document: Document, text: string, edits: Edits): Version | undefined {
  const near = [currentOf(document), before(document), after(document)];
  return [...near, ...document.versions.toReversed()].find(
    (version) => version?.text === text && sameEdits(version.edits, edits),
  );
}

/** Text of a version, without its edits. */
export function textOf(document: Document, { text }: Pick<Version, 'text'>): string {
  const found = document.texts.get(text);
  if (found === undefined) throw new Error(`the document has no text ${text}`);
  return found;
}

/** Whether the current version differs from what was opened or saved last. */
export function isChanged(document: Document): boolean {
  const { text, edits } = currentOf(document);
  return text !== document.base.text || Object.keys(edits).length > 0;
}

function sameEdits(a: Edits, b: Edits): boolean {
  const paths = Object.keys(a);
  return (
    paths.length === Object.keys(b).length &&
    paths.every((path) => Object.hasOwn(b, path) && a[path] === b[path])
  );
}

/** The same for equal texts, in every browser. */
export function textId(text: string): string {
  return new Digest().text(text).hex();
}

/** At a text to which no step leads. */
function withRoot(document: Document, text: string, at: number): Document {
  const root = versionOf(undefined, { label: 'Opened', text, edits: {}, at });
  return { ...document, versions: [...document.versions, root], current: root.id };
}

function versionOf(parent: string | undefined, step: Omit<Version, 'id' | 'parent'>): Version {
  const digest = new Digest().text(parent ?? '').text(step.label);
  digest.text(step.text).text(JSON.stringify(step.edits));
  return { id: digest.hex(), parent, ...step };
}

function isTypingNow(document: Document, from: Version, at: number): boolean {
  return from.label === TYPING && at - from.at < PAUSE && after(document) === undefined;
}

/** Without the oldest versions, as far as there are too many; those that are in use stay. */
function pruned(document: Document): Document {
  let { versions } = document;
  while (versions.length > 1 && isTooMuch(document, versions)) {
    const oldest = versions.find(({ id }) => id !== document.current);
    if (!oldest) break;
    versions = versions
      .filter((version) => version !== oldest)
      .map((version) =>
        version.parent === oldest.id ? { ...version, parent: undefined } : version,
      );
  }
  const used = new Set([document.base.text, ...versions.map(({ text }) => text)]);
  const texts = new Map([...document.texts].filter(([id]) => used.has(id)));
  return { ...document, versions, texts };
}

function isTooMuch({ texts, base }: Document, versions: readonly Version[]): boolean {
  if (versions.length > MOST_VERSIONS) return true;
  const used = new Set([base.text, ...versions.map(({ text }) => text)]);
  const characters = [...used].reduce((sum, id) => sum + (texts.get(id)?.length ?? 0), 0);
  return characters > MOST_CHARACTERS;
}
