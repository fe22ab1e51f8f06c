import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Membership, Orders } from '../launch/index.ts';
import { createState } from '../train/index.ts';
import { Channel } from './channel.ts';
import { FrameReader, writeFrame } from './frames.ts';
import { answer, greet } from './handshake.ts';
import { Company, type Identity, Lobby, PeerLost } from './index.ts';

const LAYOUT = { weights: [{ name: 'w', shape: [4], offset: 0, size: 4 }], size: 4 };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const identify = (rank: number, change: Partial<Identity> = {}): Identity => ({
  ...{ rank, attempt: '1', secret: 's', subject: 'job', mostNumberBytes: 4096 },
  ...change,
});

interface Member {
  readonly orders: Orders;
  readonly company: Company;
}

/** Ranks of one membership in this process. */
async function gather(count: number, change: Partial<Identity> = {}): Promise<Member[]> {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const membership = membershipOf(0, ports);
  return Promise.all(
    ports.map(async (port, rank) => {
      const identity = identify(rank, rank === count - 1 ? change : {});
      const lobby = await Lobby.open(identity, { host: '127.0.0.1', port });
      const orders = new Orders(membership, true);
      const company = new Company(orders, identity, lobby);
      onTestFinished(() => company.close());
      return { orders, company };
    }),
  );
}

function membershipOf(generation: number, ports: readonly number[]): Membership {
  const peers = ports.map((port) => ({ host: '127.0.0.1', port }));
  return { generation, ranks: ports.map((_, rank) => rank), peers };
}

describe('frames', () => {
  it('refuse what is no message, and numbers from a stranger', () => {
    expect(() => new FrameReader().push(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toThrow(
      /a message of/,
    );
    const numbers = writeFrame({ kind: 'sums' }, [Float32Array.of(1, 2)]);
    expect(() => new FrameReader().push(numbers)).toThrow('a message of 15 and 8 bytes');
    expect(() => new FrameReader().push(writeFrame({ long: 'x'.repeat(20_000) }))).toThrow();
  });

  it('come out as they went in, however the bytes are cut', () => {
    const property = fc.property(
      fc.array(fc.tuple(fc.string(), fc.float32Array()), { maxLength: 5 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
      (sent, cuts) => {
        const frames = sent.map(([text, numbers]) => writeFrame({ text }, [numbers]));
        const bytes = Buffer.concat(frames);
        const reader = new FrameReader();
        reader.mostNumberBytes = 1_000_000;
        const received = [];
        for (let at = 0; at < bytes.length; ) {
          const next = at + (cuts.next().value ?? 1);
          received.push(...reader.push(bytes.subarray(at, next)));
          at = next;
        }
        expect(received.map(({ header, numbers }) => [header['text'], numbers])).toEqual(sent);
      },
    );
    fc.assert(property);
  });
});

describe('a company of ranks', () => {
  it('refuses a member of another attempt or job for good', async () => {
    for (const change of [{ attempt: '2' }, { subject: 'another job' }]) {
      const [, stranger] = await gather(2, change);
      await expect(stranger!.company.enter()).rejects.toThrow(/refuses this rank/);
    }
  });

  it('believes no side that lacks the secret', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const meet = async (caller: Identity, called: Identity): Promise<string[]> => {
      const outgoing = connect(port, '127.0.0.1');
      const [incoming] = await once(server, 'connection');
      const [there, here] = [new Channel(outgoing, 'called'), new Channel(incoming, 'caller')];
      const ends = await Promise.allSettled([
        greet(there, caller, 0).finally(() => there.close()),
        answer(here, called, () => 0).finally(() => here.close()),
      ]);
      return ends.map(({ status }) => status);
    };
    expect(await meet(identify(1), identify(0))).toEqual(['fulfilled', 'fulfilled']);
    const guessed = identify(1, { secret: 'guessed' });
    expect(await meet(guessed, identify(0))).toEqual(['rejected', 'rejected']);
  });

  it('survives callers that talk nonsense', async () => {
    const members = await gather(2);
    const { port } = members[0]!.orders.membership!.peers[0]!;
    const caller = connect(port, '127.0.0.1');
    caller.on('error', () => undefined);
    caller.write('GET / HTTP/1.1\r\n\r\n');
    await once(caller, 'close');
    const groups = await Promise.all(members.map(({ company }) => company.enter()));
    expect(groups.map((group) => group?.coordinates)).toEqual([true, false]);
  });

  it('gives the newest state to whoever is behind, the coordinator too', async () => {
    const members = await gather(3);
    const newest = createState(LAYOUT, 1, 1);
    newest.step = 9;
    newest.first.fill(0.5);
    const states = [undefined, newest, { ...createState(LAYOUT, 1, 2), step: 8 }];
    const agreed = await Promise.all(
      members.map(async ({ company }, rank) => {
        const group = await company.enter();
        return group!.agree(states[rank], LAYOUT.size);
      }),
    );
    for (const state of agreed) expect(state).toEqual(newest);
  });

  it('ends the group when a member is out, and not when one is added', async () => {
    const members = await gather(2);
    await Promise.all(members.map(({ company }) => company.enter()));
    const [first, second] = members;
    const { peers } = first!.orders.membership!;
    const hear = (generation: number, ranks: readonly number[], texts: readonly string[]): void => {
      for (const { orders } of members)
        expect(orders.hear(JSON.stringify({ members: { generation, ranks, peers: texts } }))).toBe(
          'new',
        );
    };
    const texts = peers.map(({ host, port }) => `${host}:${port}`);
    hear(1, [0, 1, 2], [...texts, `127.0.0.1:${await freePort()}`]);
    expect(() => first!.company.check()).not.toThrow();
    hear(2, [0], texts.slice(0, 1));
    expect(() => first!.company.check()).toThrow(PeerLost);
    expect((await first!.company.enter())?.membership.generation).toBe(2);
    second!.orders.leave();
    expect(await second!.company.enter()).toBeUndefined();
  });

  it('takes no older membership and no line that is none', () => {
    const orders = new Orders(membershipOf(4, [1, 2]), true);
    const line = (members: object): string => JSON.stringify({ members });
    expect(orders.hear('{')).toBe('unknown');
    expect(orders.hear(line({ generation: 5, ranks: [0, 1], peers: ['a:1'] }))).toBe('unknown');
    expect(orders.hear(line({ generation: 4, ranks: [0], peers: ['a:1'] }))).toBe('old');
    expect(orders.hear(line({ generation: 5, ranks: [0], peers: ['a:1'] }))).toBe('new');
    expect(orders.membership?.ranks).toEqual([0]);
  });
});
