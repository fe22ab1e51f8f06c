import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import type { Problem } from '@gigafactory/core/base';
import type { StartOrder } from '@gigafactory/core/control-plane';
import { createAdaptorServer } from '@hono/node-server';
import { COUNTING } from '../engine/gang/engine.fixture.ts';
import type { RunOperation } from '../threads/run.ts';
import { type ControlPlane, connectControl } from './client.ts';
import type { Say } from './control-log.ts';
import { MadeUpEngines } from './engine.fixture.ts';
import { Plane } from './plane.ts';
import { controlRoutes } from './routes.ts';
import { openStateFolder, type StateFolder } from './state-folder.ts';

export const TEXT = `gigafactory: 1
name: Tiny
hardware: { gpu: h100-sxm }
fleet: { gpus: 24 }
models:
  tiny: { label: Tiny, layers: 2, hidden: 128, heads: 4, kvHeads: 4, headDim: 32, vocab: 1024, ffn: 384, mlpMatrices: 3, embeddingMatrices: 1 }
runs:
  tiny:
    model: tiny
    gpus: 16
    sequenceLength: 128
    globalBatch: 16
    tokens: 100k tokens
    strategy: { tp: 1, pp: 1, cp: 1, microBatch: 1, recompute: none, sharding: none }
    program: { command: [sh, -c, 'exit 0'], environmentFrom: [SECRET] }
engine: { kind: local, nodes: 3, ranksPerNode: 8 }
resilience: { recovery: replica, replicas: 2 }
operations: { checkpointInterval: 10 s }
`;

export function orderOf(change: Partial<StartOrder> = {}): StartOrder {
  const environment = { PATH: process.env['PATH'] ?? '', SECRET: 'swordfish' };
  return { by: 'ada', file: join(tmpdir(), 'tiny.yaml'), text: TEXT, environment, ...change };
}

/** The same, with the program of the engines' tests, which makes a step every so many ms. */
export function steppingText(stepMs: number): string {
  return TEXT.replace("[sh, -c, 'exit 0']", JSON.stringify(COUNTING)).replace(
    'environmentFrom: [SECRET]',
    `environment: { STEP_MS: "${stepMs}" }`,
  );
}

/** Starts that. */
export async function startStepping(control: ControlPlane, stepMs: number): Promise<void> {
  const answer = await control.start(orderOf({ text: steppingText(stepMs) }));
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
}

/** The step that the run `tiny` has reached. */
export async function stepOf(control: ControlPlane): Promise<number> {
  const detail = await control.run('tiny');
  return detail.ok ? detail.value.progress.step : 0;
}

/** Stops all runs of a state folder, if a control plane has any. */
export async function stopRuns(home: string): Promise<void> {
  const control = await connectControl(home);
  if (!control) return;
  const active = async () => (await control.state()).runs.filter(({ state }) => state === 'active');
  for (const { run } of await active()) await control.stop(run, { by: 'the test' });
  await until(async () => (await active()).length === 0);
}

const run = (async (name, input) => dispatch(name, input)) as RunOperation;

/** A control plane in this process, on a socket of its own, with engines that are made up. */
export class PlaneFixture {
  readonly engines = new MadeUpEngines();
  readonly home = mkdtempSync(join(tmpdir(), 'gigafactory-plane-'));
  readonly logged: string[] = [];
  /** The share of the disk that is free. */
  freeShare = 1;
  freeShareOf: (folder: string) => number = () => this.freeShare;
  plane!: Plane;
  control!: ControlPlane;
  #stopServing: () => Promise<void> = async () => {};

  get folder(): StateFolder {
    const folder = openStateFolder(this.home);
    if (!folder.ok) throw new Error(folder.problems[0]!.message);
    return folder.value;
  }

  async open(): Promise<void> {
    const { folder, engines } = this;
    const holder = {
      pid: process.pid,
      startedAt: '',
      since: new Date().toISOString(),
      version: '0',
    };
    const log: Say = ({ message }) => void this.logged.push(message);
    const lost = ({ message }: Problem) => void this.logged.push(message);
    const disk = { freeShare: async (folder: string) => this.freeShareOf(folder), lookMs: 5 };
    const plane = await Plane.open({ folder, holder, run, log, lost, engines, disk });
    if (!plane.ok) throw new Error(plane.problems[0]!.message);
    this.plane = plane.value;
    const server = createAdaptorServer({ fetch: controlRoutes(plane.value, folder.token).fetch });
    rmSync(folder.socket, { force: true });
    await new Promise<void>((resolve) => server.listen(folder.socket, resolve));
    this.#stopServing = () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    this.control = (await connectControl(this.home))!;
  }

  async close(): Promise<void> {
    await this.#stopServing();
    await this.plane.close();
  }

  async dispose(): Promise<void> {
    await this.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Waits for a condition, however busy the machine is. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

export async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const gathered: Value[] = [];
  for await (const value of values) gathered.push(value);
  return gathered;
}
