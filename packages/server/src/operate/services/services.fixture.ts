import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dispatch } from '@gigafactory/core/api';
import { ok, type Problem } from '@gigafactory/core/base';
import type { ServiceDetail, ServiceStart } from '@gigafactory/core/control-plane';
import { COUNTING } from '../../engine/gang/engine.fixture.ts';
import { GangEngine } from '../../engine/gang/gang-engine.ts';
import { AgentCluster } from '../../engine/local/agent-cluster.ts';
import { builtAgent } from '../../engine/local/engine.fixture.ts';
import type { RunOperation } from '../../threads/run.ts';
import type { Engines } from '../engines.ts';
import { until } from '../plane.fixture.ts';
import { Plane } from '../plane.ts';
import { openStateFolder } from '../state-folder.ts';

const SERVER = fileURLToPath(new URL('./server.fixture.mjs', import.meta.url));

interface ServiceText {
  readonly name?: string;
  readonly gpus?: number;
  readonly priority?: number;
  readonly model?: string;
  /** More arguments of the server of the fixture. */
  readonly more?: readonly string[];
  /** More keys of the program, and of the service. */
  readonly program?: string;
  readonly service?: string;
}

/** A service in a factory file; each replica takes one node of one GPU. */
export function serviceText({
  name = 'assistant',
  gpus = 1,
  priority = 0,
  model = 'm',
  more = [],
  program = '',
  service = '',
}: ServiceText = {}): string {
  const argv = [process.execPath, SERVER, '--host', '{host}', '--port', '{port}', '--model', model];
  const command = JSON.stringify([...argv, ...more]);
  return `  ${name}: { gpus: ${gpus}, gpusPerReplica: 1, priority: ${priority}, ${service} program: { kind: command, model: ${model}, command: ${command}, ${program} drainWithin: 10 s, unhealthyAfter: 2 s } }\n`;
}

export function factoryText(services: string, nodes = 3): string {
  return `gigafactory: 1
name: Served
hardware: { gpu: h100-sxm, node: { use: hgx-h100, gpusPerNode: 1 } }
fleet: { gpus: 64 }
services:
${services}
engine: { kind: local, nodes: ${nodes} }
`;
}

/** The same beside a run of so many steps, which takes all of the three nodes. */
export function sharedText(services: string, steps: number): string {
  const command = JSON.stringify(COUNTING);
  return `${factoryText(services, 3)}resilience: { recovery: spare, replicas: 1 }
operations: { checkpointInterval: 10 s }
models:
  small: { label: Small, layers: 2, hidden: 128, heads: 4, kvHeads: 4, headDim: 32, vocab: 1024, ffn: 384, mlpMatrices: 3, embeddingMatrices: 1 }
runs:
  small:
    model: small
    gpus: 3
    priority: 1
    sequenceLength: 128
    globalBatch: 12
    tokens: ${steps * 12 * 128}
    strategy: { tp: 1, pp: 1, cp: 1, microBatch: 1, recompute: none, sharding: none }
    program: { command: ${command}, environment: { STEP_MS: "20" } }
`;
}

const run = (async (name, input) => dispatch(name, input)) as RunOperation;

/** A control plane in this process over processes of this machine. */
export class ServiceBench {
  readonly home = mkdtempSync(join(tmpdir(), 'gigafactory-services-'));
  readonly logged: string[] = [];
  plane!: Plane;
  #agent = '';
  readonly #given: Engines | undefined;

  /** @param engines processes of this machine when left out */
  constructor(engines?: Engines) {
    this.#given = engines;
  }

  async open(): Promise<void> {
    if (!this.#given) this.#agent ||= await builtAgent();
    const folder = openStateFolder(this.home);
    if (!folder.ok) throw new Error(folder.problems[0]!.message);
    const since = new Date().toISOString();
    const holder = { pid: process.pid, startedAt: '', since, version: '0' };
    const lost = ({ message }: Problem) => void this.logged.push(message);
    const log = ({ message }: { readonly message: string }) => void this.logged.push(message);
    const plane = await Plane.open({
      folder: folder.value,
      holder,
      run,
      log,
      lost,
      engines: this.#given ?? this.#engines(),
    });
    if (!plane.ok) throw new Error(plane.problems[0]!.message);
    this.plane = plane.value;
  }

  #engines(): Engines {
    return {
      nodes: async () => ok([]),
      check: async () => [],
      attach: (request) =>
        new GangEngine(
          request,
          (host) => new AgentCluster({ ...request, agentScript: this.#agent }, host),
        ),
    };
  }

  async start(text: string, change: Partial<ServiceStart> = {}): Promise<void> {
    const started = await this.plane.services.start({ ...this.order(text), ...change });
    if (!started.ok) throw new Error(JSON.stringify(started.problems));
  }

  order(text: string): ServiceStart {
    const environment = { PATH: process.env['PATH'] ?? '', GIGAFACTORY_BENCH: this.home };
    return { by: 'ada', file: join(tmpdir(), 'served.yaml'), text, environment };
  }

  detail(service = 'assistant'): ServiceDetail {
    const found = this.plane.services.find(service);
    if (!found.ok) throw new Error([found.problems[0]!.message, ...this.logged].join('\n'));
    const { value } = found;
    return value.isLive ? value.unit.detail(value.desk) : value.detail;
  }

  states(service = 'assistant'): string[] {
    return this.detail(service).replicas.map(({ state }) => state);
  }

  async give(service: string, order: Parameters<typeof orderOf>[2]): Promise<void> {
    await orderOf(this.plane, service, order);
  }

  /** Waits until the replicas are in these states. */
  async reach(states: readonly string[], service = 'assistant'): Promise<void> {
    const wanted = states.join();
    let last = '';
    const from = Date.now();
    await until(() => {
      last = this.states(service).join();
      if (Date.now() - from > 60_000) {
        throw new Error(
          `${last} instead of ${wanted}: ${JSON.stringify(this.detail(service), null, 1)}`,
        );
      }
      return last === wanted;
    });
  }

  url(replica = 0, service = 'assistant'): string {
    const { url } = this.detail(service).replicas[replica]!;
    if (url === null) throw new Error('it has no address');
    return url;
  }

  /** Has the server of a replica do something else from now on. */
  async behave(how: object, replica = 0, service = 'assistant'): Promise<void> {
    await fetch(`${this.url(replica, service)}/behave`, {
      method: 'POST',
      body: JSON.stringify(how),
    });
  }

  async seen(replica = 0, service = 'assistant'): Promise<{ pid: number; version: string }> {
    return (await fetch(`${this.url(replica, service)}/seen`)).json() as never;
  }

  /** Servers of this bench that live. */
  servers(): number[] {
    return readdirSync('/proc').flatMap((name) => {
      try {
        const isOwn = readFileSync(`/proc/${name}/environ`, 'utf8').includes(this.home);
        const isServer = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('server.fixture');
        return /^\d+$/.test(name) && isOwn && isServer ? [Number(name)] : [];
      } catch {
        return [];
      }
    });
  }

  async dispose(): Promise<void> {
    await this.plane.close();
    for (const pid of ofFolder(this.home)) process.kill(pid, 'SIGKILL');
    rmSync(this.home, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function orderOf(
  plane: Plane,
  service: string,
  order: Parameters<import('./live-unit.ts').LiveUnit['order']>[1],
): Promise<void> {
  const found = plane.services.find(service);
  if (!found.ok || !found.value.isLive) throw new Error(`${service} is not live`);
  const answer = await found.value.unit.order(found.value.desk, order, 'ada');
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
}

/** Agents and servers that know this folder, this process left out. */
function ofFolder(home: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      const about = ['environ', 'cmdline'].map((file) =>
        readFileSync(`/proc/${name}/${file}`, 'utf8'),
      );
      return about.some((text) => text.includes(home)) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
