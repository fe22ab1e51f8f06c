import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateFolder } from '@gigafactory/server/state';
import { expect, it, onTestFinished } from 'vitest';
import { isReplica, refuseGateway } from './gateway.ts';

it('knows a replica of a service by what its engine says to it', () => {
  expect(isReplica({})).toBe(false);
  expect(isReplica({ GIGAFACTORY_HOME: '/state' })).toBe(false);
  expect(isReplica({ GIGAFACTORY_ATTEMPT: '1' })).toBe(true);
});

it.each([
  ['gateway: 2', 'gateway.value'],
  [
    'gateway: 1\nupstreams: { a: { kind: vllm, url: "http://h/v1", keyFrom: NONE, models: {} } }',
    'gateway.secret',
  ],
])('says at once what is wrong with %j', async (text, code) => {
  const home = mkdtempSync(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const folder = { home } as StateFolder;
  await refuseGateway({ env: {} }, folder);
  const file = join(home, 'gateway.yaml');
  writeFileSync(file, text);
  await expect(refuseGateway({ env: {} }, folder)).rejects.toMatchObject({
    ...{ file, problems: [{ code }] },
  });
});
