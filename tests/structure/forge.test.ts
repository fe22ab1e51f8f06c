import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './tree.ts';

/** The forge runs these files and nothing here does: what they call must exist, at the least. */
const FOLDER = join(ROOT, '.github/workflows');
const workflows = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8'));
const { scripts, engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

function matches(pattern: RegExp): string[] {
  return workflows.flatMap((text) => [...text.matchAll(pattern)].map(([, found]) => found!));
}

describe('the workflows of the forge', () => {
  it('run scripts that there are', () => {
    const called = matches(/npm (?:run )?(test|[\w:]+)(?= --|\n)/g).filter((name) => name !== 'ci');
    expect(called).toEqual(expect.arrayContaining(['test', 'check', 'sim', 'sim:mutants']));
    expect(called.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    const files = matches(/node (scripts\/\S+)/g);
    expect(files.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('run them on the oldest Node that is supported', () => {
    const oldest = /\d+/.exec(engines.node)![0];
    expect(matches(/node: \[(\d+)/g)).toEqual([oldest]);
  });
});
