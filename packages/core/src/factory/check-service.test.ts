import { describe, expect, it } from 'vitest';
import { exampleText } from './factory.fixture.ts';
import { readFactory } from './read.ts';

function problemsWith(services: string) {
  const read = readFactory(`${exampleText('one-pod')}\nservices:\n${services}`);
  return read.ok ? [] : read.problems.map(({ code, path }) => ({ code, path }));
}

describe('services', () => {
  it('are read with their defaults', () => {
    expect(problemsWith('  chat: { gpus: 32, gpusPerReplica: 16 }')).toEqual([]);
  });

  it.each([
    ['chat: { gpus: 2000, gpusPerReplica: 16 }', 'service.gpus', 'services.chat.gpus'],
    ['chat: { gpus: 24, gpusPerReplica: 12 }', 'service.nodes', 'services.chat.gpusPerReplica'],
    ['chat: { gpus: 40, gpusPerReplica: 16 }', 'service.replicas', 'services.chat.gpus'],
    ['pretrain: { gpus: 32, gpusPerReplica: 16 }', 'service.name', 'services.pretrain'],
  ])('refuse %s', (service, code, path) => {
    expect(problemsWith(`  ${service}`)).toContainEqual({ code, path });
  });
});
