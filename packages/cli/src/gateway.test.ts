import { expect, it } from 'vitest';
import { isReplica } from './gateway.ts';

it('knows a replica of a service by what its engine says to it', () => {
  expect(isReplica({})).toBe(false);
  expect(isReplica({ GIGAFACTORY_HOME: '/state' })).toBe(false);
  expect(isReplica({ GIGAFACTORY_ATTEMPT: '1' })).toBe(true);
});
