import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rig } from './chaos/rig.mjs';
import { ROOT } from './step.mjs';

/** Speaks what model servers speak, and has the load that it is told. */
const SERVER = join(ROOT, 'packages/server/src/operate/services/server.fixture.mjs');

/**
 * @typedef {{ readonly gpus: number, readonly least: number, readonly priority: number, readonly model: string, readonly version?: string }} ServiceOf
 * @typedef {{ readonly link: string, readonly end: () => void }} Served
 * @typedef {{ readonly link: string, readonly end: () => Promise<void> }} LiveFactory
 */

/**
 * Writes a factory file with services of a small program, one GPU and one node to a replica; another `version` is another
 * program.
 *
 * @param {string} folder @param {Readonly<Record<string, ServiceOf>>} services @param {number} nodes
 * @returns {string} its path
 */
export function writeServices(folder, services, nodes) {
  const lines = Object.entries(services).map(
    ([name, { gpus, least, priority, model, version }]) => {
      const argv = [process.execPath, SERVER, '--host', '{host}', '--port', '{port}'];
      const command = JSON.stringify([...argv, '--model', model]);
      const environment = `{ VERSION: ${version ?? 'the first'} }`;
      return `  ${name}:
    gpus: ${gpus}
    gpusPerReplica: 1
    priority: ${priority}
    scaling: { least: ${least} }
    program: { kind: command, model: ${model}, command: ${command}, environment: ${environment}, drainWithin: 5 s }`;
    },
  );
  const path = join(folder, 'factory.yaml');
  writeFileSync(
    path,
    `gigafactory: 1
name: Served
hardware: { gpu: h100-sxm, node: { use: hgx-h100, gpusPerNode: 1 } }
fleet: { gpus: 64 }
services:
${lines.join('\n')}
engine: { kind: local, nodes: ${nodes} }
`,
  );
  return path;
}

/**
 * Serves a factory file, and what runs in a state folder, with `gigafactory up`.
 *
 * @param {Rig} rig @param {string} file @param {number} port
 * @returns {Promise<Served>} once it has printed its link, with the token in it
 */
export function serveRuns(rig, file, port = 4690) {
  const cli = join(ROOT, 'packages/cli/bin/gigafactory.js');
  const env = { ...process.env, GIGAFACTORY_HOME: rig.home };
  const child = spawn(process.execPath, [cli, 'up', file, '--port', String(port)], { env });
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (/** @type {Buffer} */ chunk) => {
      text += chunk.toString();
      const link = /http:\/\/127\.0\.0\.1:\d+\/?#token=\S+/.exec(text)?.[0];
      if (link) resolve({ link, end: () => void child.kill('SIGTERM') });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`up ended with ${code}: ${text}`)));
  });
}

/**
 * Two services under load and published models, in a state folder of their own that `up` serves.
 *
 * @returns {Promise<LiveFactory>}
 */
export async function startLiveFactory() {
  const rig = new Rig();
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-live-'));
  /** @type {(() => void)[]} */
  const stops = [];
  const end = async () => {
    for (const stop of stops) stop();
    await rig.end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await publishTwice(rig);
    const file = writeServices(folder, SERVICES, 7);
    await rig.command('serve', file, '--yes', '--json');
    const timer = setInterval(() => void load(rig), 3000);
    stops.push(() => clearInterval(timer));
    const served = await serveRuns(rig, file, 4670);
    stops.push(served.end);
    return { link: served.link, end };
  } catch (error) {
    await end();
    throw error;
  }
}

const SERVICES = {
  assistant: { gpus: 5, least: 3, priority: 2, model: 'grok-nano' },
  coder: { gpus: 2, least: 2, priority: 1, model: 'grok-code-nano' },
};

/** Trains the smallest example for a while, and publishes two of its checkpoints, of which the first is promoted. @param {Rig} rig */
async function publishTwice(rig) {
  const example = join(ROOT, 'examples/grok-nano.yaml');
  const tokens = 'runs.grok-nano.tokens=204800';
  await rig.command('run', example, '--set', tokens, '--yes', '--json');
  const kept = (await rig.detail('grok-nano'))?.checkpoints.filter(({ state }) => state === 'kept');
  for (const { step } of kept?.slice(-2) ?? []) {
    const of = ['--checkpoint', String(step), '--licence', 'Apache-2.0'];
    await rig.command('publish', 'grok-nano', ...of);
  }
  await rig.command('promote', 'grok-nano@1', '--why', 'A first trial');
}

/** Gives every replica more and less to do, as people come and go. @param {Rig} rig */
async function load(rig) {
  /** @type {string[]} */
  const lines = [];
  await rig.stream('/endpoints', (line) => lines.push(line));
  const { endpoints = [] } = JSON.parse(lines.join('') || '{}');
  for (const [i, { url }] of endpoints.entries()) {
    const share = 0.5 + 0.5 * Math.sin(Date.now() / 27_000 + i);
    const is = { running: Math.round(2 + 6 * share), queue: Math.round(3 * share ** 2) };
    const body = JSON.stringify({ ...is, kvUse: 0.25 + 0.5 * share });
    await fetch(`${url}/behave`, { method: 'POST', body }).catch(() => undefined);
  }
}
