import { describe, expect, it } from 'vitest';
import { findImpurities } from './purity-rules.ts';
import { isTest, packageSources, showViolations } from './tree.ts';

function impurities(text: string): string[] {
  const file = { path: 'packages/core/src/plan/a.ts', text };
  return findImpurities(file).map(({ message }) => message);
}

describe('findImpurities', () => {
  it.each([
    ["import { readFile } from 'node:fs'", 'node:fs'],
    ['const t = Date.now()', 'Date.now'],
    ['const now = Date.now', 'Date.now'],
    ['const t = new Date()', 'new Date()'],
    ['const t = Date()', 'Date()'],
    ['const t = performance.now()', 'performance'],
    ['const u = Math.random()', 'Math.random'],
    ['setTimeout(() => 1, 5)', 'setTimeout'],
    ["const r = await fetch('/x')", 'fetch'],
    ["console.log('x')", 'console'],
    ["const x = process.env['HOME']", 'process'],
    ['const tab = { window }', 'window'],
    ['const all = globalThis', 'globalThis'],
  ])('refuses %s', (text, what) => {
    const found = impurities(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`uses ${what}: `);
  });

  it.each([
    "const day = new Date('2024-09-01')",
    'const document = parse(text); const x = document.contents',
    'const room = { process: 1, console: 2 }; const y = room.process',
    'interface Step { window: number }',
    'function run(process: number) { return process }',
    "// Date.now() in a comment\nconst s = 'Math.random()'",
  ])('allows %s', (text) => {
    expect(impurities(text)).toEqual([]);
  });

  it.each(['Math.log(x)', 'Math.exp(x)', 'Math.pow(x, 2)', 'x ** y', 'Math.sin(x)'])(
    'refuses %s, whose last bit is up to the engine',
    (expression) => {
      const text = `export const f = (x: number, y: number) => ${expression} + y`;
      expect(impurities(text)).toHaveLength(1);
    },
  );

  it('allows exact arithmetic', () => {
    expect(impurities('export const f = (x: number) => Math.sqrt(x ** 2) * 2 ** -53')).toEqual([]);
  });

  it('finds none in core', () => {
    const core = packageSources().filter(
      ({ path }) => path.startsWith('packages/core/') && !isTest(path),
    );
    expect(core.length).toBeGreaterThan(0);
    expect(showViolations(core.flatMap(findImpurities))).toBe('');
  });
});
