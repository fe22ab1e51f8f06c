import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelFacts, modelChange, modelList } from '@gigafactory/core/models';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStateFolder, type StateFolder } from '../operate/state-folder.ts';
import { controlProxy } from './control-proxy.ts';
import { doorOf } from './door.fixture.ts';

const HASH = 'ab'.repeat(32);
const FACTORY = 'gigafactory: 1\n';

const FACTS: ModelFacts = {
  format: 'gigafactory-model',
  formatVersion: 1,
  name: 'tiny',
  version: '1',
  sha256: HASH,
  bytes: 10,
  files: { 'config.json': { bytes: 10, sha256: HASH } },
  architecture: 'LlamaForCausalLM',
  precision: 'F16',
  parameters: 10,
  vocabulary: 300,
  sequence: 64,
  licence: null,
  publishedAt: '2026-11-30T04:00:00.000Z',
  publishedBy: 'ada@hill',
  lineage: {
    ...{ run: 'tiny', attempt: 1, step: 10, steps: 10, checkpoint: HASH, seed: 7 },
    ...{
      factory: createHash('sha256').update(FACTORY).digest('hex'),
      plan: HASH,
      job: HASH,
      data: {},
      program: ['train'],
    },
    journal: { line: 4, sha256: HASH },
    startedAt: '2026-11-30T03:00:00.000Z',
    startedBy: 'ada@hill',
    gigafactory: '0.1.0',
  },
  evaluation: null,
};

let folder: StateFolder;

/** A state folder with one model, and no control plane. */
beforeEach(() => {
  const opened = openStateFolder(mkdtempSync(join(tmpdir(), 'gigafactory-routes-')));
  if (!opened.ok) throw new Error(opened.problems[0]!.message);
  folder = opened.value;
  const path = join(folder.home, 'models/tiny/1');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'model.json'), JSON.stringify(FACTS));
});

afterEach(() => rmSync(folder.home, { recursive: true }));

function ask(path: string, order?: object | string, token = folder.token): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  const body = typeof order === 'object' ? JSON.stringify(order) : order;
  const init = body === undefined ? { headers } : { method: 'POST', headers, body };
  return Promise.resolve(
    controlProxy(folder, doorOf(folder.home, folder.token)).request(path, init),
  );
}

const codeOf = async (response: Response) => (await response.json()).problems[0].code;

describe('the models of a state folder, for pages', () => {
  it('need the token', async () => {
    expect((await ask('/models', undefined, 'no')).status).toBe(401);
    expect((await ask('/models/promote', {}, folder.metricsToken)).status).toBe(401);
  });

  it('are listed though no control plane runs', async () => {
    const response = await ask('/models');
    expect(response.status).toBe(200);
    const { models } = modelList.parse(await response.json());
    expect(models).toContainEqual({
      ...FACTS,
      ...{ model: 'tiny@1', ships: false, aliases: [], heldBy: [] },
      folder: join(folder.home, 'models/tiny/1'),
    });
  });

  it.each([
    ['/models/promote', '{', 400, 'http.json'],
    ['/models/promote', { by: 'ada' }, 400, 'http.input'],
    ['/models/promote', { by: 'ada', model: 'tiny@1', alias: '../x' }, 400, 'http.input'],
    ['/models/promote', { by: 'ada', model: 'tiny@2' }, 404, 'model.unknown'],
    ['/models/promote', { by: 'ada', model: 'tiny@1', alias: 'tiny' }, 422, 'alias.name'],
    ['/models/back', { by: 'ada', alias: 'night' }, 409, 'alias.first'],
    ['/models/back', { by: 'x'.repeat(20_000) }, 413, 'http.size'],
  ])('refuse %s with %j', async (path, order, status, code) => {
    const response = await ask(path, order);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });

  it('give the factory file that they were trained with', async () => {
    const missing = await ask('/models/tiny%401/factory');
    expect([missing.status, await codeOf(missing)]).toEqual([404, 'model.missing']);
    const path = join(folder.home, 'models/tiny/1/lineage');
    mkdirSync(path);
    writeFileSync(join(path, 'factory.yaml'), FACTORY);
    const found = await ask('/models/tiny%401/factory');
    expect(await found.json()).toEqual({ file: 'factory.yaml of tiny@1', text: FACTORY });
    expect((await ask('/models/tiny%402/factory')).status).toBe(404);
    expect((await ask('/models/..%2Ftoken/factory')).status).toBe(404);
  });

  it('are promoted and taken back, by whom the page says', async () => {
    const order = { by: 'ada@hill', why: 'a trial', alias: 'night', model: 'tiny@1' };
    const promoted = modelChange.parse(await (await ask('/models/promote', order)).json());
    expect(promoted).toMatchObject({ alias: 'night', model: 'tiny@1', by: 'ada@hill' });
    const { models, changes } = modelList.parse(await (await ask('/models')).json());
    expect(models.find(({ model }) => model === 'tiny@1')?.aliases).toEqual(['night']);
    expect(changes).toEqual([promoted]);
    const again = await ask('/models/promote', order);
    expect([again.status, await codeOf(again)]).toEqual([409, 'alias.same']);
  });
});
