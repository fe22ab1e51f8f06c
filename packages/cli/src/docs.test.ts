import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { factorySchema } from '@gigafactory/core/factory';
import { STACKS } from '@gigafactory/core/facts';
import { describe, expect, it } from 'vitest';
import { COMMON } from './command.ts';
import { loadCommand, loadCommands } from './commands/index.ts';

const COMMANDS = await loadCommands();
const DOC = readDoc('cli.md');
const REFERENCE = readDoc('factory-file.md');

describe('docs/cli.md', () => {
  it.each(COMMANDS.filter(({ isHidden }) => !isHidden))(
    'has $name and its options',
    ({ name, options }) => {
      expect(DOC).toContain(`\`${name} `.replace('schema ', 'schema`'));
      for (const option of Object.keys({ ...options, ...COMMON }))
        expect(DOC).toContain(`--${option}`);
    },
  );

  it('has no command under another name', async () => {
    for (const command of COMMANDS) expect(await loadCommand(command.name)).toBe(command);
    expect(await loadCommand('constructor')).toBeUndefined();
  });

  it('names no option that does not exist', () => {
    const known = new Set(['version', ...COMMANDS.flatMap((c) => Object.keys(c.options))]);
    for (const name of Object.keys(COMMON)) known.add(name);
    const named = [...DOC.matchAll(/--([a-z][a-z-]*)/g)].map((match) => match[1]!);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('docs/factory-file.md', () => {
  it('names every key and every catalogue entry', () => {
    const words = wordsOf(factorySchema());
    expect(words.size).toBeGreaterThan(100);
    expect([...words].filter((word) => !REFERENCE.includes(`\`${word}\``))).toEqual([]);
  });

  it.each(Object.entries(STACKS))('says what the stack %s does', (name, stack) => {
    const { label, attention, tensorOverlap, dispatch, gradients, selective } = stack;
    const cells = [attention, tensorOverlap, dispatch, gradients, selective].join(' | ');
    expect(REFERENCE).toContain(`| \`${name}\`: ${label} | ${cells} |`);
  });

  it('names nothing that is gone', () => {
    const known = new Set(['largest-competitor-2024', ...wordsOf(factorySchema())]);
    const named = [...REFERENCE.matchAll(/^\| `([\w-]+)`( \*)? \|/gm)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('docs/launch.md', () => {
  const golden = join(import.meta.dirname, '../../core/src/export/launch/golden');
  const text = readDoc('launch.md');

  it('has every argument, key and variable of a script', () => {
    const scripts = readdirSync(golden).map((name) => readFileSync(join(golden, name), 'utf8'));
    const named = scripts.flatMap((script) => [
      ...(script.match(/(?<=^[^#]*)--[\w-]+/gm) ?? []),
      ...(script.match(/^\w+(?= = )/gm) ?? []),
      ...(script.match(/(?<=\$\{)\w+(?=:)/g) ?? []),
    ]);
    expect(new Set(named).size).toBeGreaterThan(90);
    expect([...new Set(named)].filter((name) => !text.includes(`\`${name}`))).toEqual([]);
  });
});

/** Keys and choices of a schema; not the fields of catalogue entries and of quantities. */
function wordsOf(schema: unknown, words = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return words;
  const { properties, anyOf, items, additionalProperties } = schema as Record<string, unknown>;
  const choices = (schema as { enum?: readonly string[] }).enum ?? [];
  for (const choice of choices) words.add(choice);
  for (const each of Array.isArray(anyOf) ? anyOf : []) {
    if (!isEntry(each)) wordsOf(each, words);
  }
  for (const [key, each] of Object.entries(properties ?? {})) {
    words.add(key);
    wordsOf(each, words);
  }
  wordsOf(items, words);
  return wordsOf(additionalProperties, words);
}

/** `{ value, source, … }` and `{ use, … }` but for models, which the text explains once for all. */
function isEntry({ properties = {} }: { readonly properties?: object }): boolean {
  if ('value' in properties) return true;
  return 'use' in properties && !('label' in properties);
}

function readDoc(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8');
}
