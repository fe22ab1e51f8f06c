import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '@gigafactory/core/base';
import type { Lineage } from '@gigafactory/core/models';
import { onTestFinished } from 'vitest';
import { packModel } from '../model/index.ts';
import { folderOf, tinyModel } from '../model/model.fixture.ts';
import { openRegistry, type Publication } from './index.ts';

const HASH = 'ab'.repeat(32);

export const FACTORY_TEXT = 'gigafactory: 1\n';

const LINEAGE: Lineage = {
  run: 'grok-nano',
  attempt: 2,
  step: 400,
  steps: 400,
  checkpoint: HASH,
  journal: { line: 41, sha256: HASH },
  factory: createHash('sha256').update(FACTORY_TEXT).digest('hex'),
  plan: HASH,
  job: HASH,
  data: { text: HASH },
  seed: 7,
  program: ['gigafactory-trainer'],
  startedAt: '2026-11-30T03:00:00.000Z',
  startedBy: 'ada@hill',
  gigafactory: '0.1.0',
};

export const ADA = { by: 'ada@hill', at: '2026-11-30T04:00:00.000Z' };

/** A state folder that the end of the test removes. */
export function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'gigafactory-registry-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** A checkpoint of the tiny model with one weight of its own, so that no two are the same. */
export function checkpointOf(own: number): string {
  const model = tinyModel();
  model.weights[3] = own;
  return folderOf(packModel(model, 'F32'));
}

export function publicationOf(changes: Partial<Publication> = {}): Publication {
  return {
    name: 'grok-nano',
    checkpoint: checkpointOf(0.5),
    precision: 'F16',
    licence: 'Apache-2.0',
    lineage: LINEAGE,
    evidence: new Map([['lineage/factory.yaml', FACTORY_TEXT]]),
    evaluation: null,
    ...ADA,
    ...changes,
  };
}

/** A registry without models that ship, and so many versions of grok-nano in it. */
export async function registryWith(versions: number) {
  const home = makeHome();
  const shipped = join(home, 'shipped');
  const registry = openRegistry({ home, shipped });
  for (let version = 1; version <= versions; version++) {
    const checkpoint = checkpointOf(version / 8);
    granted(await registry.publish(publicationOf({ checkpoint })));
  }
  return { home, shipped, registry };
}

/** Lets a published version be one that ships. */
export function ship(shipped: string, facts: object): void {
  const folder = join(shipped, 'grok-nano/0.1.0');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...facts, version: '0.1.0' }));
}

export function granted<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

/** The code of a refusal; `ok` for none. */
export function codeOf(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.problems[0]!.code;
}
