import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const ROOT = join(import.meta.dirname, '../..');
/** A document by its path in the project. */
interface Written {
  readonly path: string;
  readonly text: string;
}

/** At the root; links between them and to `docs/` stay as they are. */
const AT_ROOT = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const FOLDERS = ['docs', 'docs/decisions'];

/**
 * Puts the documents of the project beside the page, as Markdown, with `llms.txt`, the list that models begin with. Whoever
 * serves the page serves them, and they are there where only packages were installed.
 */
export function documents(): Plugin {
  return {
    name: 'documents',
    apply: 'build',
    generateBundle() {
      const docs = readDocs();
      for (const { path, text } of docs) {
        this.emitFile({ type: 'asset', fileName: path, source: text });
      }
      this.emitFile({ type: 'asset', fileName: 'llms.txt', source: llmsText(docs) });
    },
  };
}

/** All documents of the project. */
export function readDocs(): Written[] {
  const below = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => `${folder}/${name}`),
  );
  return [...AT_ROOT, ...below].map((path) => ({
    path,
    text: readFileSync(join(ROOT, path), 'utf8'),
  }));
}

/** The list of documents for models, as https://llmstxt.org has it: each with its title and what it begins with. */
export function llmsText(docs: readonly Written[]): string {
  const [readme] = docs;
  const isDecision = ({ path }: Written) => path.startsWith('docs/decisions/');
  const lines = [
    ...['# Gigafactory', '', `> ${headOf(readme!).about}`, '', '## Documents', ''],
    ...docs.filter((doc) => !isDecision(doc)).map(lineOf),
    ...['', '## Optional', '', ...docs.filter(isDecision).map(lineOf)],
  ];
  return `${lines.join('\n')}\n`;
}

function lineOf(doc: Written): string {
  const { title, about } = headOf(doc);
  return `- [${title}](${doc.path}): ${about}`;
}

/** The title, and the first sentence after it, without links. */
function headOf({ path, text }: Written): { readonly title: string; readonly about: string } {
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) throw new Error(`${path} has no title`);
  const body = text.slice(text.indexOf(title) + title.length).replaceAll(/^```[\s\S]*?^```$/gm, '');
  const paragraphs = body.split(/\n\s*\n/).map((part) => part.replaceAll('\n', ' '));
  const about = paragraphs.find((part) => /^ ?[\p{L}*`[_"]/u.test(part))?.trim();
  if (about === undefined) throw new Error(`${path} says nothing after its title`);
  const plain = about
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll('**', '')
    // Every decision begins with one.
    .replace(/^Question\. /, '');
  const sentence = /^.{25,}?[.?](?= |$)/.exec(plain)?.[0] ?? plain;
  return { title, about: sentence.replace(/:$/, '.') };
}
