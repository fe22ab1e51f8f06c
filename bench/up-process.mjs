/** A real `gigafactory up` for the benchmarks of chats, in a state folder of its own; needs built packages. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Linux counts CPU time in these, s. */
const TICK_S = 0.01;

/**
 * @typedef {object} Up
 * @property {string} url without a slash at the end
 * @property {Record<string, string>} headers
 * @property {() => number} cpu CPU time of all its threads so far, s
 * @property {() => number} memory resident bytes
 * @property {() => Promise<void>} close
 */

/**
 * Starts it and waits until it can answer.
 *
 * @param {{ file: string, port: number, gateway?: string, answerer: string }} options the example, and who shall answer
 * @returns {Promise<Up>}
 */
export async function startUp({ file, port, gateway, answerer }) {
  const home = mkdtempSync(join(tmpdir(), 'gigafactory-bench-'));
  if (gateway !== undefined) writeFileSync(join(home, 'gateway.yaml'), gateway);
  const program = join(ROOT, 'packages/cli/bin/gigafactory.js');
  const child = spawn(process.execPath, [program, 'up', join(ROOT, file), '--port', `${port}`], {
    env: { ...process.env, GIGAFACTORY_HOME: home },
  });
  const [url, token] = await linkOf(child);
  const up = {
    url,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    cpu: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ');
      return (Number(fields?.[11]) + Number(fields?.[12])) * TICK_S;
    },
    memory: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
    },
    close: async () => {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(home, { recursive: true, force: true });
    },
  };
  for (;;) {
    const asked = await fetch(`${url}/control/chats/answerers`, { headers: up.headers });
    const { answerers = [] } = await asked.json();
    const isThere = answerers.some((/** @type {{ id: string }} */ { id }) => id === answerer);
    // It is made once in the life of a state folder, for half a minute.
    const isIndexed = readdirSync(home).some((name) => /^passages-.*\.f32$/.test(name));
    if (isThere && isIndexed) return up;
    await pause(200);
  }
}

/** Address and token, once it has printed them. @param {import('node:child_process').ChildProcess} child */
function linkOf(child) {
  return /** @type {Promise<[string, string]>} */ (
    new Promise((resolve, reject) => {
      let text = '';
      const read = (/** @type {Buffer} */ chunk) => {
        text += chunk.toString();
        const [, url, token] = /(http:\/\/127\.0\.0\.1:\d+)\/?#token=(\S+)/.exec(text) ?? [];
        if (url && token) resolve([url, token]);
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', (code) => reject(new Error(`up ended with ${code}: ${text}`)));
    })
  );
}

/**
 * Asks, and follows the answer to its end.
 *
 * @param {Up} up @param {object} order
 * @param {(event: { kind: string, offset: number, delta?: string }) => void} hear
 */
export async function askAndFollow({ url, headers }, order, hear) {
  const asked = await fetch(`${url}/control/chats/ask`, {
    ...{ method: 'POST', headers, body: JSON.stringify(order) },
  });
  const given = await asked.json();
  if (!asked.ok) throw new Error(JSON.stringify(given));
  const path = `/control/chats/${given.chat}/messages/${given.answer}/events?follow=1`;
  const response = await fetch(`${url}${path}`, { headers });
  if (!response.ok || !response.body) throw new Error(await response.text());
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') hear(JSON.parse(line));
  }
}
