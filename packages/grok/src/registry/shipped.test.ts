import { expect, it } from 'vitest';
import { readModel } from '../model/index.ts';
import { openRegistry } from './index.ts';
import { granted, makeHome } from './registry.fixture.ts';

/** Each installation downloads them, B. */
const MOST_BYTES = 6e6;

it('every model that ships is small, has a licence, and is what its hashes say', async () => {
  const registry = openRegistry({ home: makeHome() });
  const { models, problems } = await registry.list();
  expect(problems).toEqual([]);
  for (const { model, ships, bytes, licence, folder, parameters, lineage } of models) {
    expect({ model, ships }).toEqual({ model, ships: true });
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    expect(licence, model).not.toBeNull();
    expect(granted(await readModel(folder)).layout.size).toBe(parameters);
    expect(granted(await registry.factory(model)).text).toContain(`${lineage.run}:`);
  }
});
