import type { LiveEndpoint } from '@gigafactory/core/api';
import type { ControlPlane } from '@gigafactory/server/operate';
import { describe, expect, it } from 'vitest';
import { fakePlane, Lost } from './control/plane.fixture.ts';
import { liveServices } from './live-services.ts';

const ENDPOINT: LiveEndpoint = {
  ...{ service: 'a', replica: 'a.0', model: 'm', url: 'http://127.0.0.1:1', kind: 'command' },
  ...{ version: 1, queue: 0, running: 0 },
};

function planeThat(endpoints: ControlPlane['endpoints']): ControlPlane {
  return { ...fakePlane({ runs: [] }), endpoints };
}

describe('live services', () => {
  it('are unknown while no control plane runs, or one cannot be asked', async () => {
    expect(await liveServices({ connect: async () => undefined })()).toBeUndefined();
    const refuse = () => Promise.reject(new Error('no state folder'));
    expect(await liveServices({ connect: refuse })()).toBeUndefined();
  });

  it('are those of whatever control plane there is then', async () => {
    const dies = planeThat(() => Promise.reject(new Lost()));
    const planes = [undefined, dies, planeThat(async () => [ENDPOINT])];
    const look = liveServices({ connect: async () => planes.shift() });
    expect([await look(), await look(), await look()]).toEqual([undefined, undefined, [ENDPOINT]]);
    // One that lives is not connected to again.
    expect(await look()).toEqual([ENDPOINT]);
  });
});
