import type { LiveEndpoint } from '@gigafactory/core/control-plane';
import { afterEach, describe, expect, it } from 'vitest';
import { gatewayShape, type ServicesConfig } from '../config/shape.ts';
import { ServiceFleet } from './fleet.ts';

const config = gatewayShape.parse({ gateway: 1 }).services as ServicesConfig;

function endpoint(replica: string, change: Partial<LiveEndpoint> = {}): LiveEndpoint {
  const [service = ''] = replica.split('.');
  const url = `http://127.0.0.1:1/${replica}`;
  return {
    ...{ service, replica, model: 'm', url, kind: 'command', version: 1, queue: 0, running: 0 },
    ...change,
  };
}

let told: readonly LiveEndpoint[] | undefined | Promise<undefined> = [];
let now = 0;
let warnings: string[] = [];
let fleet: ServiceFleet | undefined;

function open(change: Partial<ServicesConfig> = {}): ServiceFleet {
  const warn = (message: string) => void warnings.push(message);
  const look = async () => told;
  fleet = new ServiceFleet({ config: { ...config, ...change }, look, now: () => now, warn });
  return fleet;
}

afterEach(async () => {
  await fleet?.close();
  told = [];
  now = 0;
  warnings = [];
});

const places = (of: ServiceFleet, place?: string) =>
  of.serving('m', place).map((replica) => replica.place);

/** As many failures in a row as a breaker takes. */
function fail(of: ServiceFleet, place: string): void {
  for (let count = 0; count < config.breaker.failures; count++) of.breakers().get(place)?.failed(0);
}

describe('a fleet that is told nothing', () => {
  it('warns once of the same mistake, and again of another or after it was well', async () => {
    const of = open();
    const wrong = [endpoint('a.0', { url: 'nowhere' })];
    for (const next of [wrong, wrong, [endpoint('a.0')], wrong]) {
      told = next;
      await of.look();
    }
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('cannot be looked at');
  });

  it('has no models while there is no control plane', async () => {
    told = undefined;
    await open().look();
    expect(fleet?.models()).toEqual([]);
    expect(fleet?.hasSeen('m')).toBe(false);
  });

  it('goes on with what was told last, but for what fails', async () => {
    told = [endpoint('a.0'), endpoint('a.1')];
    await open().look();
    fail(fleet!, 'service/a.1');
    expect(places(fleet!)).toEqual(['service/a.0', 'service/a.1']);
    told = undefined;
    await fleet!.look();
    expect(places(fleet!)).toEqual(['service/a.0']);
  });

  it('takes a control plane that does not answer for one that is gone', async () => {
    told = [endpoint('a.0')];
    await open().look();
    fail(fleet!, 'service/a.0');
    told = new Promise<undefined>(() => {});
    void fleet!.look();
    now = 4000;
    await fleet!.look();
    expect(places(fleet!)).toEqual(['service/a.0']);
    now = 6000;
    await fleet!.look();
    expect(places(fleet!)).toEqual([]);
  });

  it('says why it cannot look', async () => {
    told = Promise.reject(new Error('no such folder'));
    await open().look();
    expect(warnings).toEqual(['The services cannot be looked at: Error: no such folder']);
    expect(fleet!.models()).toEqual([]);
  });

  it('forgets what a control plane that came back does not tell', async () => {
    told = [endpoint('a.0')];
    await open().look();
    const [gone] = fleet!.serving('m');
    told = [];
    await fleet!.look();
    expect([gone?.isLive, fleet!.models(), fleet!.hasSeen('m')]).toEqual([false, [], true]);
  });
});

describe('a fleet', () => {
  it('asks first whoever has the fewest requests running or waiting', async () => {
    told = [
      endpoint('a.0', { queue: 1, running: 2 }),
      endpoint('b.0', { queue: null, running: 2 }),
      endpoint('a.1', { queue: 0, running: 4 }),
      endpoint('c.0', { model: 'another' }),
    ];
    await open().look();
    expect(places(fleet!)).toEqual(['service/b.0', 'service/a.0', 'service/a.1']);
    expect(fleet!.models().map(({ id, owner }) => [id, owner])).toContainEqual(['m', 'service/b']);
  });

  it('goes on with a conversation where it is, unless that has much more to do', async () => {
    told = [endpoint('a.0', { running: 4 }), endpoint('a.1')];
    await open().look();
    expect(places(fleet!, 'service/a.0')).toEqual(['service/a.0', 'service/a.1']);
    told = [endpoint('a.0', { running: 5 }), endpoint('a.1')];
    await fleet!.look();
    expect(places(fleet!, 'service/a.0')).toEqual(['service/a.1', 'service/a.0']);
    expect(places(fleet!, 'service/gone.0')).toEqual(['service/a.1', 'service/a.0']);
  });

  it('asks only the services that it is to', async () => {
    told = [endpoint('a.0'), endpoint('b.0')];
    await open({ only: ['b'] }).look();
    expect(places(fleet!)).toEqual(['service/b.0']);
  });

  it('knows a replica that was started again elsewhere, or as another version, as a new one', async () => {
    told = [endpoint('a.0')];
    await open().look();
    fail(fleet!, 'service/a.0');
    await fleet!.look();
    expect(fleet!.breakers().get('service/a.0')?.isOpen).toBe(true);
    told = [endpoint('a.0', { version: 2 })];
    await fleet!.look();
    expect(fleet!.breakers().get('service/a.0')?.isOpen).toBe(false);
  });
});
