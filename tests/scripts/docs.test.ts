import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { llmsText, readDocs } from '../../packages/console/docs.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCS = readDocs();
const LIST = llmsText(DOCS);

describe('llms.txt', () => {
  it('has every document of the project, once, with its title and what it says', () => {
    const below = ['docs', 'docs/decisions'].flatMap((folder) =>
      readdirSync(join(ROOT, folder))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `${folder}/${name}`),
    );
    const lines = LIST.split('\n').filter((line) => line.startsWith('- '));
    const paths = lines.map((line) => /^- \[.{3,}?\]\(([\w./-]+)\): .{25,}[.?]$/.exec(line)?.[1]);
    expect(lines.filter((_, at) => paths[at] === undefined)).toEqual([]);
    expect(paths.toSorted()).toEqual(
      ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', ...below].toSorted(),
    );
  });

  it('begins with what the project is', () => {
    expect(LIST).toMatch(/^# Gigafactory\n\n> .{30,}\n\n## Documents\n\n- \[Gigafactory\]/);
  });
});

describe('the documents', () => {
  it('link to documents that are there', () => {
    const broken = DOCS.flatMap(({ path, text }) =>
      [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)]
        .map(([, target]) => join(dirname(path), target!))
        .filter((target) => !existsSync(join(ROOT, target)))
        .map((target) => `${path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
