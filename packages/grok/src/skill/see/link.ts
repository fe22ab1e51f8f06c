import { type CatalogueNames, MENTIONED, type MentionKind, type View } from './view.ts';
import type { Lexicon } from './words.ts';

/** A name that a question mentions. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly kind: MentionKind;
  /** As the file or the catalogue has it. */
  readonly name: string;
}

/** Text of a name without what people leave out or write differently. */
function joined(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

interface Alias {
  readonly kind: MentionKind;
  readonly name: string;
  /** The alias is a common word: it counts only beside a word that says what it is. */
  readonly isWord: boolean;
  readonly weight: number;
}

const CUES: Readonly<Record<string, RegExp>> = {
  run: /^(?:run|runs|job|training|model|pretraining)$/,
  task: /^(?:task|when|start|starts|begin|begins|end|ends|finish|finished|finishes|done|take|takes|took|taking|complete|completed|ready|over|delay|delayed|delays|weeks|months|week|month|duration|lead|slip|slips|slipped|slipping|late|later|early|earlier|overrun|overruns|drag|drags|need|needs|last|lasts|due|deadline|schedule|scheduled|kick|kicks|busy|contractor|builders|crew|longer|faster|sooner|wrap|wrapped)$/,
  service: /^(?:service|gpus|replica|replicas|priority)$/,
  reference: /^(?:reference|references)$/,
};

/** GPUs, models and the like as people call them, beside their names in the catalogue. */
const NICKNAMES: Readonly<Record<string, string>> = {
  h100: 'h100-sxm',
  'hopper h100': 'h100-sxm',
  h200: 'h200-sxm',
  h800: 'h800-sxm',
  h20: 'h20-sxm',
  a100: 'a100-sxm-80gb',
  'a100 80gb': 'a100-sxm-80gb',
  'a100 80 gb': 'a100-sxm-80gb',
  'a100 40gb': 'a100-sxm-40gb',
  'a100 40 gb': 'a100-sxm-40gb',
  a800: 'a800-sxm-80gb',
  b200: 'b200-sxm',
  b300: 'b300-sxm',
  'gb 200': 'gb200',
  blackwell: 'b200-sxm',
  'blackwell ultra': 'b300-sxm',
  'rtx pro': 'rtx-pro-6000',
  'rtx 6000': 'rtx-pro-6000',
  'grace hopper': 'gh200',
  'grace blackwell': 'gb200',
  mi300: 'mi300x',
  mi325: 'mi325x',
  mi355: 'mi355x',
  'spectrum 4': 'sn5600',
  'quantum 2': 'qm9700',
  tomahawk: 'tomahawk5',
  nvl72: 'gb200-nvl72',
  'llama 3 1 405b': 'llama31-405b',
  'llama 405b': 'llama31-405b',
  'llama 3 405b': 'llama31-405b',
  'llama 3 1 70b': 'llama3-70b',
  'llama 3 1 8b': 'llama3-8b',
  'gpt 3': 'gpt3-175b',
  gpt3: 'gpt3-175b',
  kimi: 'kimi-k2',
  deepseek: 'deepseek-v3',
  mixtral: 'mixtral-8x7b',
  fsdp: 'pytorch-fsdp',
  'megatron core': 'megatron-core-2025',
  'megatron bridge': 'megatron-bridge-2026',
  maverick: 'llama4-maverick',
  scout: 'llama4-scout',
  'grok 1': 'grok1',
  'grok 2': 'grok2',
  falcon: 'falcon-180b',
  bloom: 'bloom-176b',
  opt: 'opt-175b',
  'llama 3 failures': 'llama3-2024',
};

const CATALOGUED: readonly MentionKind[] = [
  'gpu',
  'node',
  'switch',
  'rack',
  'storage',
  'model',
  'stack',
  'failures',
];

/** Finds the names of a file and of the catalogue in questions. */
export class Linker {
  readonly #aliases = new Map<string, Alias>();
  readonly #lexicon: Lexicon;
  #longest = 1;

  constructor(view: View, catalogue: CatalogueNames, lexicon: Lexicon) {
    this.#lexicon = lexicon;
    for (const kind of CATALOGUED)
      for (const name of catalogue[kind] ?? [])
        if (name !== 'this-machine' && name !== 'loopback') this.#add(name, kind, name, 1);
    for (const [nickname, name] of Object.entries(NICKNAMES)) {
      const kind = CATALOGUED.find((one) => catalogue[one]?.includes(name));
      if (kind) this.#add(nickname, kind, name, 2);
    }
    const runs = view.runs.map(({ name }) => name);
    const things = [...new Set([...view.models, ...runs])];
    const ownerOf = new Map(view.runs.map(({ name, model }) => [model, name]));
    this.#addParts('run', things, (name) =>
      runs.includes(name) ? name : (ownerOf.get(name) ?? name),
    );
    this.#addParts('reference', view.references);
    for (const name of view.references) this.#add(name, 'reference', name, 3);
    this.#addParts('service', view.services);
    for (const name of view.tasks) this.#add(name, 'task', name, 4);
    for (const name of view.services) this.#add(name, 'service', name, 5);
    for (const name of things) this.#add(name, 'run', name, 6);
  }

  #addParts(
    kind: MentionKind,
    names: readonly string[],
    ownerOf = (name: string): string => name,
  ): void {
    const owners = new Map<string, Set<string>>();
    for (const name of names)
      for (const part of partsOf(name))
        owners.set(part, (owners.get(part) ?? new Set()).add(ownerOf(name)));
    for (const [part, of] of owners) {
      const [only] = of;
      if (of.size !== 1 || only === undefined || joined(part).length < 3) continue;
      const isKnown = this.#lexicon.has(part);
      // "The llama run" means the run whose name has llama in it; elsewhere a word that is known stays a word.
      if (!isKnown || kind === 'run') this.#add(part, kind, only, 2, isKnown);
    }
  }

  #add(text: string, kind: MentionKind, name: string, weight: number, needsCue = false): void {
    const key = joined(text);
    if (key.length < 2) return;
    const known = this.#aliases.get(key);
    if (known && known.weight > weight) return;
    // What a run or service is called means it unless everybody says that word: "pretrain", but not "main".
    const isKnown = (word: string): boolean =>
      kind === 'run' || kind === 'service' ? this.#lexicon.isCommon(word) : this.#lexicon.has(word);
    const isWord =
      needsCue ||
      isKnown(text.toLowerCase()) ||
      isKnown(key) ||
      key.length < 3 ||
      /^\d+$/.test(key);
    this.#aliases.set(key, { kind, name, weight, isWord });
    this.#longest = Math.max(
      this.#longest,
      text.split(/[^A-Za-z0-9]+|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])/i).length,
    );
  }

  /** All mentions, in order; a longer name goes before a shorter one. */
  find(text: string): Mention[] {
    const chunks = [...text.toLowerCase().matchAll(/[a-z]+|\d+/g)].map((match) => ({
      text: match[0],
      start: match.index,
      end: match.index + match[0].length,
    }));
    const mentions: Mention[] = [];
    for (let at = 0; at < chunks.length; ) {
      const found = this.#longestAt(text, chunks, at);
      if (found) mentions.push(found.mention);
      at = found ? found.next : at + 1;
    }
    return mentions;
  }

  #longestAt(
    text: string,
    chunks: readonly Chunk[],
    at: number,
  ): { mention: Mention; next: number } | undefined {
    const first = chunks[at]!;
    if (first.start > 0 && /[a-z0-9]/i.test(text[first.start - 1]!)) return undefined;
    for (let count = Math.min(this.#longest + 1, chunks.length - at); count > 0; count--) {
      const last = chunks[at + count - 1]!;
      if (last.end < text.length && /[a-z0-9]/i.test(text[last.end]!)) continue;
      const between = text.slice(first.start, last.end);
      if (/[,;?!()]|\. /.test(between)) continue;
      const alias = this.#aliasOf(chunks.slice(at, at + count).map((chunk) => chunk.text));
      if (!alias || (alias.isWord && !isCued(alias.kind, chunks, at, count))) continue;
      return {
        mention: { start: first.start, end: last.end, kind: alias.kind, name: alias.name },
        next: at + count,
      };
    }
    return undefined;
  }

  #aliasOf(words: readonly string[]): Alias | undefined {
    const key = words.join('');
    const exact = this.#aliases.get(key);
    if (exact) return exact;
    const forms =
      words.at(-1) === 's'
        ? [words.slice(0, -1).join('')]
        : [
            key.replace(/s$/, ''),
            key.replace(/ing$/, ''),
            key.replace(/ing$/, 'e'),
            key.replace(/ed$/, ''),
          ];
    for (const form of forms) {
      const alias = form.length >= 3 && form !== key ? this.#aliases.get(form) : undefined;
      if (alias) return alias;
    }
    if (key.length < 6 || words.some((word) => this.#lexicon.has(word))) return undefined;
    for (const [name, alias] of this.#aliases)
      if (
        alias.weight >= 3 &&
        Math.abs(name.length - key.length) <= 1 &&
        name[0] === key[0] &&
        sameDigits(name, key) &&
        isNear(name, key)
      )
        return alias;
    return undefined;
  }
}

interface Chunk {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function isCued(kind: MentionKind, chunks: readonly Chunk[], at: number, count: number): boolean {
  const cue = CUES[kind];
  if (!cue) return true;
  const near = kind === 'task' ? chunks.length : 1;
  const around = chunks
    .slice(Math.max(0, at - near), at)
    .concat(chunks.slice(at + count, at + count + near));
  return around.some(({ text }) => cue.test(text));
}

function sameDigits(a: string, b: string): boolean {
  return a.replace(/\D/g, '') === b.replace(/\D/g, '');
}

/** One letter more, fewer, other, or two swapped. */
function isNear(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [x, y] = [a.slice(start), b.slice(start)];
  return (
    x.slice(1) === y ||
    x === y.slice(1) ||
    x.slice(1) === y.slice(1) ||
    (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2))
  );
}

/** Parts of a name between its dashes, and neighbours together. */
function partsOf(name: string): string[] {
  const parts = name.toLowerCase().split(/[-_. ]+/);
  const found: string[] = [];
  for (let from = 0; from < parts.length; from++)
    for (let to = from + 1; to <= parts.length; to++)
      if (to - from < parts.length) found.push(parts.slice(from, to).join(' '));
  // "llama" of llama3-405b.
  for (const part of parts) {
    const letters = /^([a-z]{4,})\d/.exec(part)?.[1];
    if (letters !== undefined) found.push(letters);
  }
  return found;
}

/** What stands for the nth name of a kind: `Ra`, `Rb`. */
export function tagOf(kind: MentionKind, index: number): string {
  return `${MENTIONED[kind]}${String.fromCharCode(97 + index)}`;
}
