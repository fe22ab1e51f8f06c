import { readdirSync, readFileSync } from 'node:fs';
import { readQuestions, skillLessons } from '@gigafactory/grok/skill';
import { expect, it } from 'vitest';

const MODELS = new URL('../models/grok-nano/', import.meta.url);

it('makes the lessons that the model which ships was trained on, or the docs say which it was and which it is', () => {
  const docs = readFileSync(new URL('../../../docs/grok-nano.md', import.meta.url), 'utf8');
  const [version = ''] = readdirSync(MODELS);
  const facts = JSON.parse(readFileSync(new URL(`${version}/model.json`, MODELS), 'utf8'));
  const trained: string = facts.lineage.data.text;
  const { digest } = skillLessons();
  expect(trained).toMatch(/^[0-9a-f]{64}$/);
  expect(docs).toContain(`lessons ${trained.slice(0, 16)}`);
  if (digest !== trained) expect(docs).toContain(`the generator makes ${digest.slice(0, 16)}`);
}, 120_000);

const SHEETS = ['build', 'dev', 'probe', 'voices'].flatMap((name) => [name, `${name}-outside`]);
/** Tables that were written after rows of these sheets had been read. */
const TABLES = [
  ...['asked-else', 'declined'],
  ...['site', 'run', 'wished', 'operations'].map((name) => `voices-${name}`),
];
/** Words that say nothing of what is asked. */
const COMMON = new Set(
  'the a an of is are do does in on at for to and it we be that this please what s how much many me'.split(
    ' ',
  ),
);

function wordsOf(text: string): Set<string> {
  const words =
    text
      .replace(/\{\w+\}/g, ' ')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return new Set(words.filter((word) => !COMMON.has(word) && !/^\d+$/.test(word)));
}

it('learns from no phrase that repeats a question of those that its author had read', () => {
  const questions = SHEETS.flatMap((name) => {
    const rows = readQuestions(readFileSync(new URL(`${name}.csv`, import.meta.url), 'utf8'));
    if (!rows.ok) throw new Error(name);
    return rows.value.map(({ question }) => wordsOf(question));
  }).filter((words) => words.size > 1);
  const phrases = TABLES.flatMap((table) =>
    readFileSync(new URL(`../src/skill/book/${table}.ts`, import.meta.url), 'utf8')
      .split(/[;|`\n]/)
      .map((phrase) => phrase.trim()),
  );
  expect(phrases.length).toBeGreaterThan(1000);
  const repeated = phrases.filter((phrase) => {
    const words = wordsOf(phrase);
    return (
      words.size > 1 &&
      questions.some((question) => {
        const both = [...words].filter((word) => question.has(word)).length;
        return both / (words.size + question.size - both) >= 0.6;
      })
    );
  });
  expect(repeated).toEqual([]);
});
