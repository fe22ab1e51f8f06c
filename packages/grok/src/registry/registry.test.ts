import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { modelList } from '@gigafactory/core/models';
import { describe, expect, it } from 'vitest';
import { readModel } from '../model/index.ts';
import { openRegistry } from './index.ts';
import {
  ADA,
  checkpointOf,
  codeOf,
  FACTORY_TEXT,
  granted,
  makeHome,
  publicationOf,
  registryWith,
  ship,
} from './registry.fixture.ts';

/** A process that has surely ended: no system gives numbers this high. */
const DEAD = 2 ** 30;

async function references(registry: ReturnType<typeof openRegistry>): Promise<string[]> {
  return (await registry.list()).models.map(({ model }) => model).sort();
}

describe('publishing refuses', () => {
  it.each([
    [Number.NaN, 'model.nan'],
    [Number.POSITIVE_INFINITY, 'model.nan'],
    // Beyond what 16 bits hold, though a number in 32.
    [1e6, 'model.nan'],
  ])('a weight of %s, and leaves nothing behind', async (weight, code) => {
    const { registry, home } = await registryWith(0);
    const checkpoint = checkpointOf(weight);
    expect(codeOf(await registry.publish(publicationOf({ checkpoint })))).toBe(code);
    expect(await references(registry)).toEqual([]);
    const left = existsSync(join(home, 'models')) ? readdirSync(join(home, 'models')) : [];
    expect(left.filter((name) => name.startsWith('.unfinished'))).toEqual([]);
  });

  it('a checkpoint that its manifest does not know, or that is not there', async () => {
    const { registry } = await registryWith(0);
    const checkpoint = checkpointOf(0.5);
    writeFileSync(
      join(checkpoint, 'manifest.json'),
      JSON.stringify({ files: { 'model.safetensors': { sha256: 'ab' } } }),
    );
    expect(codeOf(await registry.publish(publicationOf({ checkpoint })))).toBe('model.hash');
    const gone = publicationOf({ checkpoint: join(checkpoint, 'step-9') });
    expect(codeOf(await registry.publish(gone))).toBe('model.missing');
  });

  it.each(['', '../x', 'Grok', '.x', 'a/b', 'a@1', 'x'.repeat(65), 'grok'])(
    'the name %j',
    async (name) => {
      const { registry } = await registryWith(0);
      expect(codeOf(await registry.publish(publicationOf({ name })))).toBe('model.name');
    },
  );

  it('evidence outside the folder', async () => {
    const { registry } = await registryWith(0);
    for (const path of ['../x', '/x', 'a/b/c', '.x'])
      expect(
        codeOf(await registry.publish(publicationOf({ evidence: new Map([[path, '']]) }))),
      ).toBe('model.facts');
  });
});

describe('a published model', () => {
  it('is listed with its hash and lineage, and reads back', async () => {
    const { registry } = await registryWith(1);
    const list = await registry.list();
    expect(modelList.parse(list)).toEqual(list);
    const [model] = list.models;
    expect(model).toMatchObject({
      model: 'grok-nano@1',
      licence: 'Apache-2.0',
      precision: 'F16',
      ships: false,
      lineage: { run: 'grok-nano', step: 400 },
    });
    expect(model!.bytes).toBe(
      Object.values(model!.files).reduce((sum, { bytes }) => sum + bytes, 0),
    );
    const read = granted(await readModel(model!.folder));
    expect(read.weights[3]).toBe(1 / 8);
  });

  it('gives its factory file, if that is the one of its lineage', async () => {
    const { registry } = await registryWith(1);
    expect(granted(await registry.factory('grok-nano@1')).text).toBe(FACTORY_TEXT);
    const evidence = new Map([['lineage/factory.yaml', 'gigafactory: 2\n']]);
    granted(await registry.publish(publicationOf({ evidence })));
    expect(codeOf(await registry.factory('grok-nano@2'))).toBe('model.hash');
    granted(await registry.publish(publicationOf({ evidence: new Map() })));
    expect(codeOf(await registry.factory('grok-nano@3'))).toBe('model.missing');
    expect(codeOf(await registry.factory('grok-nano@4'))).toBe('model.unknown');
  });

  it('is nothing that its owner writes to by mistake', async () => {
    const { registry } = await registryWith(1);
    const { folder } = granted(await registry.find('grok-nano@1'));
    const modes = ['', 'model.json', 'model.safetensors', 'lineage/factory.yaml'].map(
      (name) => statSync(join(folder, name)).mode & 0o222,
    );
    expect(modes).toEqual([0, 0, 0, 0]);
  });

  it('is published once, however often it is asked for; another evaluation makes another', async () => {
    const { registry } = await registryWith(0);
    const publication = publicationOf();
    const first = granted(await registry.publish(publication));
    const again = granted(await registry.publish(publication));
    expect([first.isNew, again.isNew, again.facts.version]).toEqual([true, false, '1']);
    const judged = { ...publication, evaluation: { operationRight: 0.9 } };
    expect(granted(await registry.publish(judged)).facts.version).toBe('2');
    const { evaluation } = granted(await registry.find('grok-nano@2'));
    expect(evaluation).toEqual({ operationRight: 0.9 });
  });

  it('gets a number of its own when several are published at once', async () => {
    const { registry, home, shipped } = await registryWith(0);
    const others = [1, 2, 3, 4, 5].map((own) => {
      const checkpoint = checkpointOf(own / 8);
      return openRegistry({ home, shipped }).publish(publicationOf({ checkpoint }));
    });
    const versions = (await Promise.all(others)).map((each) => granted(each).facts.version);
    expect(versions.sort()).toEqual(['1', '2', '3', '4', '5']);
    expect(await references(registry)).toHaveLength(5);
  });

  it('never gets the number of one that was removed', async () => {
    const { registry } = await registryWith(2);
    granted(await registry.remove('grok-nano@2', ADA));
    const checkpoint = checkpointOf(0.75);
    const { facts } = granted(await registry.publish(publicationOf({ checkpoint })));
    expect(facts.version).toBe('3');
  });

  it('is told of as damaged where its facts are, and the others are listed all the same', async () => {
    const { registry } = await registryWith(2);
    const { folder } = granted(await registry.find('grok-nano@1'));
    chmodSync(folder, 0o700);
    chmodSync(join(folder, 'model.json'), 0o600);
    writeFileSync(join(folder, 'model.json'), '{"format":"gigafactory-model"}');
    const { models, problems } = await registry.list();
    expect(models.map(({ model }) => model)).toEqual(['grok-nano@2']);
    expect(problems).toMatchObject([{ code: 'model.listing' }]);
  });

  it('leaves nothing of writers that have ended', async () => {
    const { registry, home } = await registryWith(1);
    const left = join(home, `models/.unfinished-${DEAD}-0`);
    mkdirSync(left);
    granted(await registry.publish(publicationOf({ checkpoint: checkpointOf(0.75) })));
    expect(existsSync(left)).toBe(false);
    mkdirSync(left);
    await registry.prune(9, ADA);
    expect(existsSync(left)).toBe(false);
    expect(await references(registry)).toEqual(['grok-nano@1', 'grok-nano@2']);
  });
});

describe('an alias', () => {
  it('means nothing before, then what was promoted, and goes back', async () => {
    const { registry } = await registryWith(3);
    const grok = async () => {
      const found = await registry.find('grok');
      return found.ok ? found.value.model : codeOf(found);
    };
    expect(await grok()).toBe('model.unknown');
    granted(await registry.promote('grok-nano@1', 'grok', ADA));
    expect(await grok()).toBe('grok-nano@1');
    const change = granted(
      await registry.promote('grok-nano@3', 'grok', { ...ADA, why: 'better' }),
    );
    expect(change).toMatchObject({ number: 2, before: 'grok-nano@1', why: 'better' });
    granted(await registry.promote('grok-nano@2', 'grok', ADA));
    expect(granted(await registry.back('grok', ADA)).model).toBe('grok-nano@3');
    expect(granted(await registry.back('grok', ADA)).model).toBe('grok-nano@1');
    expect(codeOf(await registry.back('grok', ADA))).toBe('alias.first');
    expect(await grok()).toBe('grok-nano@1');
    expect((await registry.list()).changes).toHaveLength(5);
  });

  it('is refused for what there is not, for the name of a model, and where it means that already', async () => {
    const { registry } = await registryWith(1);
    const unknown = await registry.promote('grok-nano@7', 'grok', ADA);
    expect(unknown.ok || unknown.problems[0]).toMatchObject({
      code: 'model.unknown',
      nearest: 'grok-nano@1',
    });
    expect(codeOf(await registry.promote('grok-nano@1', 'grok-nano', ADA))).toBe('alias.name');
    granted(await registry.promote('grok-nano@1', 'grok', ADA));
    expect(codeOf(await registry.promote('grok-nano@1', 'grok', ADA))).toBe('alias.same');
    expect((await registry.list()).changes).toHaveLength(1);
  });

  it.each(['', 'A b', '../x', 'a@1', '.x', 'x'.repeat(65)])('is not named %j', async (alias) => {
    const { registry } = await registryWith(1);
    expect(codeOf(await registry.promote('grok-nano@1', alias, ADA))).toBe('alias.name');
    expect((await registry.list()).changes).toEqual([]);
  });

  it('goes on where a change before was taken away', async () => {
    const { registry, home } = await registryWith(3);
    for (const version of [1, 2, 3])
      granted(await registry.promote(`grok-nano@${version}`, 'grok', ADA));
    rmSync(join(home, 'models/.changes/00000002.json'));
    expect(granted(await registry.promote('grok-nano@1', 'night', ADA)).number).toBe(4);
    expect(granted(await registry.back('grok', ADA)).model).toBe('grok-nano@1');
  });

  it.each(['', '{', '{"number":2}', 'null'])(
    'is unknown while a change reads %j: nothing is promoted or removed, exact versions are found',
    async (text) => {
      const { registry, home } = await registryWith(3);
      granted(await registry.promote('grok-nano@1', 'grok', ADA));
      const path = join(home, 'models/.changes/00000002.json');
      writeFileSync(path, text);
      const { models, problems } = await registry.list();
      expect(models.map(({ aliases }) => aliases)).toEqual([[], [], []]);
      expect(problems).toMatchObject([
        { code: 'model.changes', message: expect.stringContaining(path) },
      ]);
      const refused = [
        registry.find('grok'),
        registry.find('grok-nano'),
        registry.promote('grok-nano@2', 'grok', ADA),
        registry.back('grok', ADA),
        registry.remove('grok-nano@2', ADA),
        registry.publish(publicationOf()),
      ];
      for (const each of refused) expect(codeOf(await each)).toBe('model.changes');
      expect((await registry.prune(0, ADA)).removed).toEqual([]);
      expect(granted(await registry.find('grok-nano@2')).model).toBe('grok-nano@2');
    },
  );

  it('hears one of two promotions at once, and tells the other what it did not know', async () => {
    const { registry, home, shipped } = await registryWith(8);
    const promotions = [1, 2, 3, 4, 5, 6, 7, 8].map((version) =>
      openRegistry({ home, shipped }).promote(`grok-nano@${version}`, 'grok', {
        ...ADA,
        by: `user ${version}`,
      }),
    );
    const results = await Promise.all(promotions);
    const { changes, models } = await registry.list();
    const accepted = results.flatMap((each) => (each.ok ? [each.value] : []));
    expect(accepted.toSorted((a, b) => a.number - b.number)).toEqual(changes);
    expect(accepted.length).toBeGreaterThanOrEqual(1);
    for (const refused of results.filter(({ ok }) => !ok))
      expect(codeOf(refused)).toBe('alias.changed');
    // Each was decided by what the one before it had made of the alias.
    const before = changes.map((change) => change.before);
    expect(before).toEqual([undefined, ...changes.slice(0, -1).map(({ model }) => model)]);
    const now = models.filter(({ aliases }) => aliases.includes('grok'));
    expect(now.map(({ model }) => model)).toEqual([changes.at(-1)!.model]);
  });

  it('means what ships until something is promoted, and goes back to it', async () => {
    const { registry, shipped } = await registryWith(1);
    const { facts } = granted(await registry.publish(publicationOf()));
    ship(shipped, facts);
    expect(granted(await registry.find('grok')).model).toBe('grok-nano@0.1.0');
    expect(granted(await registry.find('grok-nano')).model).toBe('grok-nano@0.1.0');
    granted(await registry.promote('grok-nano@1', 'grok', ADA));
    expect(granted(await registry.find('grok-nano')).model).toBe('grok-nano@1');
    expect(granted(await registry.back('grok', ADA)).model).toBe('grok-nano@0.1.0');
    expect((await registry.list()).models[0]).toMatchObject({
      model: 'grok-nano@0.1.0',
      ships: true,
      aliases: ['grok'],
    });
  });

  it('is what was meant by a name that is nearly it', async () => {
    const { registry } = await registryWith(1);
    granted(await registry.promote('grok-nano@1', 'grok', ADA));
    const found = await registry.find('gork');
    expect(found.ok || found.problems[0]).toMatchObject({ nearest: 'grok' });
  });

  it('has no meaning of its own: a name means the newest where nothing was promoted', async () => {
    const { registry } = await registryWith(2);
    expect(granted(await registry.find('grok-nano')).model).toBe('grok-nano@2');
    granted(await registry.promote('grok-nano@1', 'night', ADA));
    expect(granted(await registry.find('night')).model).toBe('grok-nano@1');
    expect(granted(await registry.find('grok-nano')).model).toBe('grok-nano@1');
  });
});

describe('removing', () => {
  it('takes neither what ships, nor what is promoted, nor what is served', async () => {
    const { registry, shipped } = await registryWith(3);
    ship(shipped, granted(await registry.publish(publicationOf())).facts);
    granted(await registry.promote('grok-nano@1', 'grok', ADA));
    const served = granted(await registry.find('grok-nano@2'));
    const hold = granted(await registry.hold(served, 'up on port 4600'));
    expect(codeOf(await registry.remove('grok-nano@0.1.0', ADA))).toBe('model.ships');
    expect(codeOf(await registry.remove('grok', ADA))).toBe('model.promoted');
    const refused = await registry.remove('grok-nano@2', ADA);
    expect(refused.ok || refused.problems[0]!.message).toBe(
      `grok-nano@2 stays, for up on port 4600, process ${process.pid} serves it.`,
    );
    expect(codeOf(await registry.remove('grok-nano@9', ADA))).toBe('model.unknown');
    await hold.release();
    expect(codeOf(await registry.remove('grok-nano@2', ADA))).toBe('ok');
    expect(existsSync(served.folder)).toBe(false);
    expect(codeOf(await registry.hold(served, 'up'))).toBe('model.unknown');
  });

  it('waits for no process that has ended, and for each of another machine', async () => {
    const { registry, home } = await registryWith(2);
    const holds = join(home, 'models/.holds');
    mkdirSync(holds);
    const write = (file: string, model: string, host: string) =>
      writeFileSync(join(holds, file), JSON.stringify({ model, what: 'up', pid: DEAD, host }));
    write('a.json', 'grok-nano@1', hostname());
    write('b.json', 'grok-nano@2', 'elsewhere');
    expect(codeOf(await registry.remove('grok-nano@1', ADA))).toBe('ok');
    const refused = await registry.remove('grok-nano@2', ADA);
    expect(refused.ok || refused.problems[0]!.message).toContain(join(holds, 'b.json'));
  });

  it('says what it would take, and takes that: all but the newest and what is gone back to', async () => {
    const { registry } = await registryWith(5);
    granted(await registry.promote('grok-nano@1', 'grok', ADA));
    granted(await registry.promote('grok-nano@3', 'grok', ADA));
    const planned = await registry.prune(1);
    expect(planned.removed).toEqual(['grok-nano@2', 'grok-nano@4']);
    expect(planned.kept).toEqual([
      { model: 'grok-nano@1', why: 'grok would go back to it' },
      { model: 'grok-nano@3', why: 'grok means it' },
      { model: 'grok-nano@5', why: 'it is the newest of its name' },
    ]);
    expect(await references(registry)).toHaveLength(5);
    expect(await registry.prune(1, ADA)).toEqual(planned);
    expect(await references(registry)).toEqual(['grok-nano@1', 'grok-nano@3', 'grok-nano@5']);
    expect((await registry.prune(0, ADA)).removed).toEqual(['grok-nano@5']);
  });

  it('and promoting at once leave what is promoted', async () => {
    for (let round = 0; round < 10; round++) {
      const { registry, home, shipped } = await registryWith(2);
      const other = openRegistry({ home, shipped });
      const served = granted(await registry.find('grok-nano@2'));
      const [promoted, removed, hold, gone] = await Promise.all([
        other.promote('grok-nano@1', 'grok', ADA),
        registry.remove('grok-nano@1', ADA),
        other.hold(served, 'up'),
        registry.remove('grok-nano@2', ADA),
      ]);
      expect([promoted.ok, removed.ok].filter(Boolean)).toHaveLength(1);
      expect(codeOf(await registry.find('grok'))).toBe(promoted.ok ? 'ok' : 'model.unknown');
      // Both may give way to each other, and none of both may win.
      expect(hold.ok && gone.ok).toBe(false);
      expect(existsSync(served.folder)).toBe(!gone.ok);
    }
  });

  it('ends what a process left half done: put back unless it was written down', async () => {
    const { registry, home } = await registryWith(3);
    const models = join(home, 'models');
    const { renameSync } = await import('node:fs');
    const hide = (model: string) => {
      const folder = join(models, ...model.split('@'));
      chmodSync(folder, 0o700);
      renameSync(folder, join(models, `.removing-${DEAD}-${model}`));
    };
    hide('grok-nano@1');
    await registry.prune(9, ADA);
    expect(await references(registry)).toEqual(['grok-nano@1', 'grok-nano@2', 'grok-nano@3']);
    hide('grok-nano@2');
    const change = { number: 1, kind: 'remove', model: 'grok-nano@2', ...ADA };
    mkdirSync(join(models, '.changes'), { recursive: true });
    writeFileSync(join(models, '.changes/00000001.json'), JSON.stringify(change));
    await registry.prune(9, ADA);
    expect(await references(registry)).toEqual(['grok-nano@1', 'grok-nano@3']);
    expect(readdirSync(models).filter((name) => name.startsWith('.removing'))).toEqual([]);
  });
});

it('a state folder that is not there has no models, and is not made', async () => {
  const home = join(makeHome(), 'none');
  const registry = openRegistry({ home, shipped: join(home, 'none') });
  expect(await registry.list()).toEqual({ models: [], changes: [], problems: [] });
  expect(existsSync(home)).toBe(false);
});
