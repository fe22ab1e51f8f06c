import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** A library that is a part of the built page. */
interface Library {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** What its licence asks to be passed on. */
  readonly text: string;
}

const FILE = 'THIRD-PARTY-NOTICES.txt';

/**
 * Writes the licences of all libraries that the bundle holds beside it: theirs (MIT, ISC, ...) ask for that, and a
 * minifier drops their comments. Put into the plugins of the page and of its workers; the page, built last, writes.
 * Fails the build over a library without a licence text.
 */
export function thirdPartyNotices(): { readonly page: Plugin; readonly worker: () => Plugin[] } {
  const libraries = new Map<string, Library>();
  const collect = (ids: Iterable<string>): void => {
    for (const id of ids) {
      const folder = folderOf(id);
      if (folder && !libraries.has(folder)) libraries.set(folder, readLibrary(folder));
    }
  };
  return {
    page: {
      name: 'third-party-notices',
      apply: 'build',
      generateBundle(_, bundle) {
        collect(modulesOf(bundle));
        this.emitFile({
          type: 'asset',
          fileName: FILE,
          source: showNotices([...libraries.values()]),
        });
      },
    },
    worker: () => [
      {
        name: 'third-party-notices-of-workers',
        apply: 'build',
        generateBundle(_, bundle) {
          collect(modulesOf(bundle));
        },
      },
    ],
  };
}

type Bundle = Parameters<
  Extract<NonNullable<Plugin['generateBundle']>, (...args: never) => unknown>
>[1];

function modulesOf(bundle: Bundle): string[] {
  return Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
}

/** The folder of the library that a module belongs to; none for what is ours. */
function folderOf(id: string): string | undefined {
  return /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
}

function readLibrary(folder: string): Library {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = manifest as Omit<Library, 'text'>;
  const file = readdirSync(folder).find((each) =>
    /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(each),
  );
  const text = file === undefined ? undefined : readFileSync(join(folder, file), 'utf8').trim();
  if (!name || !license || !text) {
    throw new Error(`${folder} is part of the page and has no licence to pass on`);
  }
  return { name, version, license, text };
}

function showNotices(libraries: readonly Library[]): string {
  const sorted = libraries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const parts = sorted.map(({ name, version, license, text }) =>
    [`${name} ${version} (${license})`, '', text].join('\n'),
  );
  const head = 'The console of Gigafactory holds these libraries, each under its own licence.';
  return `${[head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
