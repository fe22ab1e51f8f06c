import { readdirSync, readFileSync } from 'node:fs';
import { skillLessons } from '@gigafactory/grok/skill';
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
