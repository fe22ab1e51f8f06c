import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Attempt, newRank } from '../attempt.ts';
import type { ServeOptions } from '../options.ts';
import type { ServerSight } from '../telemetry.ts';
import { ServerWatch } from './server-watch.ts';

type Answers = Readonly<Record<string, (response: ServerResponse) => void>>;

const text =
  (body: string, status = 200) =>
  (response: ServerResponse) => {
    response.statusCode = status;
    response.end(body);
  };
const never = () => {};
const models = text('{"data":[{"id":"m"}]}');
const metrics = (running: number, tokens: number) =>
  text(`vllm:num_requests_running ${running}\nvllm:generation_tokens_total ${tokens}\n`);
const WELL: Answers = { '/health': text(''), '/v1/models': models, '/metrics': metrics(0, 0) };

/** A server of a made-up run, and what its watch reports. */
class Watched {
  answers: Answers = WELL;
  readonly told: string[] = [];
  readonly sights: ServerSight[] = [];
  readonly notes: string[] = [];
  attempt!: Attempt;
  #server: Server | undefined;
  #watch!: ServerWatch;
  readonly #began = performance.now();

  async open(options: Partial<ServeOptions> = {}, port?: number): Promise<void> {
    const at = port ?? (await this.listen());
    const seat = { rank: 0, replica: 0, node: 0, localRank: 0 };
    const launch = { id: 1, run: 'a.0', attempt: 1, epoch: 1, kind: 'launch' } as const;
    const work = { work: 0, isRollback: false, replicas: 1, interval: 0.1 };
    this.attempt = {
      ...{ id: 1, launch: { ...launch, ...work }, secret: '', from: undefined, phase: 'starting' },
      ...{ isEnding: false, losses: [], generation: 0, progressAt: 0, launchedAt: this.#now },
      ranks: [newRank(seat, { host: '127.0.0.1', port: at }, 1)],
    };
    const limits = { startWithin: 0.5, unhealthyAfter: 0.3, drainWithin: 5 };
    const quick = { lookEvery: 0.02, answerWithin: 0.1 };
    this.#watch = new ServerWatch(
      this.#gang(),
      { model: 'm', ...limits, ...quick, ...options },
      {
        ready: (attempt) => {
          attempt.phase = 'training';
          this.told.push('ready');
        },
        alive: () => this.told.push('alive'),
        fail: (attempt, why) => {
          attempt.phase = 'failed';
          this.told.push(why);
        },
        drained: () => this.told.push('drained'),
      },
    );
    this.#watch.watch(this.attempt);
  }

  listen(port = 0): Promise<number> {
    const server = createServer((request, response) => {
      const answer = this.answers[request.url ?? ''] ?? text('', 404);
      answer(response);
    });
    this.#server = server;
    return new Promise((resolve) => {
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  }

  drain(): void {
    this.attempt.phase = 'saving';
    this.#watch.drain(this.attempt);
  }

  closeServer(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  close(): void {
    this.#watch.close();
    this.attempt.isEnding = true;
    this.closeServer();
  }

  /** Resolves once something was told. */
  async hear(what: RegExp): Promise<string> {
    for (;;) {
      const found = this.told.find((each) => what.test(each));
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async see(state: ServerSight['state'], why = /^/): Promise<ServerSight> {
    for (;;) {
      const found = this.sights.find((each) => each.state === state && why.test(each.why));
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  get #now(): number {
    return Math.round((performance.now() - this.#began) * 1000);
  }

  #gang(): ConstructorParameters<typeof ServerWatch>[0] {
    const watched = this;
    return {
      get attempt() {
        return watched.attempt;
      },
      note: (note) => void watched.notes.push(note),
      host: {
        clock: {
          get now() {
            return watched.#now;
          },
          after: (delay, act) => {
            const timer = setTimeout(act, delay / 1000);
            return () => clearTimeout(timer);
          },
        },
        begin: (effect) => void effect(),
        tell: (_, body) => void (body.kind === 'serving' && watched.sights.push(body)),
        emit: (body) => void watched.told.push(body.kind),
        write: () => {},
      },
    };
  }
}

let watched: Watched;

afterEach(() => watched.close());

async function watch(answers: Answers, options: Partial<ServeOptions> = {}): Promise<void> {
  watched = new Watched();
  watched.answers = answers;
  await watched.open(options);
}

describe('a server that does not become well', () => {
  it.each([
    ['answers nothing', { '/health': never }, /no answer to \/health within 0.1 s/],
    ['says that it is not well', { '/health': text('', 503) }, /\/health answers 503/],
    ['cuts its answer off', { '/health': (r) => r.destroy() }, /was cut off/],
    [
      'is another: its port is in use',
      { ...WELL, '/v1/models': text('{"data":[{"id":"other"}]}') },
      /serves other, not m/,
    ],
  ] satisfies [string, Answers, RegExp][])(
    '%s: fails once its time to start is over',
    async (_, answers, why) => {
      await watch(answers);
      expect(await watched.hear(/^not healthy within 0.5 s/)).toMatch(why);
      expect(watched.told).toContain('alive');
      expect(watched.told).not.toContain('ready');
      await watched.see('starting', why);
    },
  );

  it('listens nowhere', async () => {
    watched = new Watched();
    const port = await watched.listen();
    watched.closeServer();
    await watched.open({}, port);
    expect(await watched.hear(/^not healthy/)).toMatch(/nothing listens/);
  });
});

describe('a server that was well', () => {
  it.each([
    ['answers nothing any more', { '/health': never }, /no answer to/],
    [
      'answers too late',
      { ...WELL, '/health': (r) => void setTimeout(() => r.end(), 300) },
      /no answer to/,
    ],
    ['says that it is not well', { ...WELL, '/health': text('', 500) }, /answers 500/],
  ] satisfies [string, Answers, RegExp][])(
    'and %s takes no requests, and fails if that lasts',
    async (_, answers, why) => {
      await watch(WELL);
      await watched.see('ready');
      watched.answers = answers;
      expect(await watched.hear(/^unhealthy: /)).toMatch(why);
      await watched.see('unhealthy', why);
    },
  );

  it('says that it is well and gives nobody a token: it lies', async () => {
    await watch({ ...WELL, '/metrics': metrics(3, 70) }, { unhealthyAfter: 0.1 });
    expect(await watched.hear(/^unhealthy: /)).toBe(
      'unhealthy: 3 requests run, and no token came for 0.5 s',
    );
  });

  it('is forgiven a bad moment', async () => {
    await watch(WELL, { unhealthyAfter: 60 });
    await watched.see('ready');
    watched.answers = { ...WELL, '/health': text('', 500) };
    await watched.see('unhealthy');
    watched.sights.length = 0;
    watched.answers = WELL;
    await watched.see('ready');
    expect(watched.told.filter((each) => each.startsWith('unhealthy'))).toEqual([]);
  });

  it.each([
    ['are missing', text('', 404)],
    ['are broken', text('vllm:num_requests_running{ 3\n<html>')],
    ['never end', (response: ServerResponse) => void response.write('x'.repeat(5e6))],
    ['never come', never],
  ])('stays well while its metrics %s', async (_, answer) => {
    await watch({ ...WELL, '/metrics': answer });
    const { load } = await watched.see('ready');
    expect(load).toMatchObject({ queue: null, running: null });
    // Its retries are given back after a while, as after a checkpoint.
    await watched.hear(/^checkpointed$/);
  });

  it('has no list of models, and is taken at its word', async () => {
    await watch({ ...WELL, '/v1/models': text('', 404) });
    await watched.see('ready');
  });
});

describe('a server that is drained', () => {
  it('waits until nothing is left', async () => {
    await watch({ ...WELL, '/metrics': metrics(2, 1) }, { drainWithin: 60 });
    await watched.see('ready');
    watched.drain();
    await watched.see('draining', /2 requests are left/);
    expect(watched.told).not.toContain('drained');
    watched.answers = WELL;
    await watched.hear(/^drained$/);
    expect(watched.notes).toEqual([]);
  });

  it.each([
    ['where requests do not end', { ...WELL, '/metrics': metrics(2, 1) }, 'cuts off 2 requests'],
    [
      'where its metrics say nothing',
      { ...WELL, '/metrics': never },
      'cuts off whatever still runs',
    ],
    ['where it does not answer at all', { '/health': never }, 'cuts off whatever still runs'],
  ])('is ended when its time is over, %s', async (_, answers, says) => {
    await watch(WELL, { drainWithin: 0.3 });
    await watched.see('ready');
    watched.answers = answers;
    watched.drain();
    await watched.hear(/^drained$/);
    expect(watched.notes.join()).toContain(says);
  });

  it('says it again when it is asked again', async () => {
    await watch(WELL, { drainWithin: 0.1 });
    await watched.see('ready');
    watched.drain();
    await watched.hear(/^drained$/);
    watched.told.length = 0;
    watched.drain();
    await watched.hear(/^drained$/);
  });
});
