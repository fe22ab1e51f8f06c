import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rig } from './chaos/rig.mjs';
import { ROOT } from './step.mjs';

/** Speaks what model servers speak, and has the load that it is told. */
const SERVER = join(ROOT, 'packages/server/src/operate/services/server.fixture.mjs');

/**
 * Two services under load, in a state folder of their own that `up` serves.
 *
 * @typedef {{ readonly link: string, readonly end: () => Promise<void> }} LiveFactory
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
    copyFileSync(SERVER, join(folder, 'server.mjs'));
    const file = writeFactory(folder);
    await rig.command('serve', file, '--yes', '--json');
    const timer = setInterval(() => void load(rig), 3000);
    stops.push(() => clearInterval(timer));
    const { link, child } = await serve(rig, file);
    stops.push(() => child.kill('SIGTERM'));
    return { link, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** @param {string} folder */
function writeFactory(folder) {
  const program = (/** @type {string} */ model) => {
    const command = ['node', join(folder, 'server.mjs'), '--host', '{host}', '--port', '{port}'];
    const argv = JSON.stringify([...command, '--model', model]);
    return `{ kind: command, model: ${model}, command: ${argv} }`;
  };
  const path = join(folder, 'factory.yaml');
  writeFileSync(
    path,
    `gigafactory: 1
name: Served
hardware: { gpu: h100-sxm, node: { use: hgx-h100, gpusPerNode: 1 } }
fleet: { gpus: 64 }
services:
  assistant: { gpus: 5, gpusPerReplica: 1, priority: 2, scaling: { least: 3 }, program: ${program('grok-nano')} }
  coder: { gpus: 2, gpusPerReplica: 1, priority: 1, program: ${program('grok-code-nano')} }
engine: { kind: local, nodes: 7 }
`,
  );
  return path;
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

/** @param {Rig} rig @param {string} file @returns {Promise<{ link: string, child: import('node:child_process').ChildProcess }>} */
function serve(rig, file) {
  const cli = join(ROOT, 'packages/cli/bin/gigafactory.js');
  const env = { ...process.env, GIGAFACTORY_HOME: rig.home };
  const child = spawn(process.execPath, [cli, 'up', file, '--port', '4670'], { env });
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (/** @type {Buffer} */ chunk) => {
      text += chunk.toString();
      const link = /http:\/\/127\.0\.0\.1:\d+\/?#token=\S+/.exec(text)?.[0];
      if (link) resolve({ link, child });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`up ended with ${code}: ${text}`)));
  });
}
