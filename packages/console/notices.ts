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
  // Some state their licence in its own file alone.
  const { name, version, license = 'its licence below' } = manifest as Partial<Library>;
  const file = readdirSync(folder).find((each) =>
    /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(each),
  );
  const own = file === undefined ? undefined : readFileSync(join(folder, file), 'utf8').trim();
  const text = own ?? statedText(manifest);
  if (!name || !version || !text) {
    throw new Error(`${folder} is part of the page and has no licence to pass on`);
  }
  return { name, version, license, text };
}

/** The text of a licence that a library states without passing it on: that of MIT has a name in it, and nothing else of its own. */
function statedText({ license, author }: Record<string, unknown>): string | undefined {
  const name = typeof author === 'object' && author && 'name' in author ? author.name : author;
  if (license !== 'MIT' || typeof name !== 'string') return undefined;
  return `Copyright (c) ${name}\n\n${MIT}`;
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

function showNotices(libraries: readonly Library[]): string {
  const sorted = libraries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const parts = sorted.map(({ name, version, license, text }) =>
    [`${name} ${version} (${license})`, '', text].join('\n'),
  );
  const head = 'The console of Gigafactory holds these libraries, each under its own licence.';
  return `${[head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
