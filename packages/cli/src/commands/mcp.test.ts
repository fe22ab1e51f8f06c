import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import { ORDERS } from '@gigafactory/core/tools';
import type { RunOperation } from '@gigafactory/server/threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readArguments } from '../arguments.ts';
import { ioOf, runMain } from '../io.fixture.ts';
import { main } from '../main.ts';
import { loadCommand } from './index.ts';

const run: RunOperation = async (name, input) => dispatch(name, input);
const POD = readFileSync(join(import.meta.dirname, '../../../../examples/one-pod.yaml'), 'utf8');

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gigafactory-mcp-'));
  writeFileSync(join(cwd, 'pod.yaml'), POD);
});

afterEach(() => rmSync(cwd, { recursive: true }));

const BEGIN = {
  ...{ jsonrpc: '2.0', id: 0, method: 'initialize' },
  params: {
    ...{ protocolVersion: '2025-06-18', capabilities: {} },
    clientInfo: { name: 'test', version: '1' },
  },
};

function call(id: number, name: string, given: object = {}) {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: given } };
}

/** What the program answers to these messages, by their number. */
async function talk(argv: readonly string[], ...messages: readonly object[]) {
  const stdin = [BEGIN, ...messages].map((message) => JSON.stringify(message)).join('\n');
  const { code, out, err } = await runMain(['mcp', ...argv], { cwd, stdin, run });
  expect([code, err]).toEqual([0, '']);
  const answers = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return new Map(answers.map(({ id, result }) => [id, result?.structuredContent ?? result]));
}

describe('gigafactory mcp', () => {
  it('answers over standard input and output, with what --set lays over the file', async () => {
    const asked = call(1, 'explain', { path: 'power.pue', only: ['note.value'] });
    const answers = await talk(['pod.yaml', '--set', 'site.pue=1.19'], asked);
    expect(answers.get(0)).toMatchObject({ serverInfo: { name: 'gigafactory' } });
    expect(answers.get(1)).toEqual({ parts: { 'note.value': 1.19 } });
  });

  it('proposes the command that a person would type here', async () => {
    const answers = await talk(['pod.yaml'], call(1, 'propose', { order: 'run' }));
    expect(answers.get(1)).toMatchObject({ value: { command: 'gigafactory run pod.yaml' } });
  });

  it('serves a file with mistakes, and says what they are', async () => {
    writeFileSync(join(cwd, 'pod.yaml'), POD.replace('gpus: 1016', 'gpus: many'));
    const answers = await talk(['pod.yaml'], call(1, 'check'), call(2, 'plan'));
    expect(answers.get(1)).toMatchObject({ value: { problems: [{ path: 'fleet.gpus' }] } });
    expect(answers.get(2)).toMatchObject({ problems: [{ path: 'fleet.gpus' }] });
  });

  it.each([
    [['none.yaml'], 'none.yaml'],
    [['-'], 'Standard input is for the protocol'],
    [['pod.yaml', '--json'], '"usage.value"'],
    [['pod.yaml', '--port', '99999', '--json'], '"usage.number"'],
  ])('refuses %j', async (argv, why) => {
    const { code, out, err } = await runMain(['mcp', ...argv], { cwd, run });
    expect(code).toBe(2);
    expect(out + err).toContain(why);
  });

  it.each([
    { order: 'run', run: 'pretrain' },
    { order: 'serve', service: 'a' },
    { order: 'stop', name: 'a b', why: '-x' },
    { order: 'requeue', name: 'a', why: "it's" },
    { order: 'drain', node: 'a:1' },
    { order: 'resume', node: 'a:1', why: 'mended' },
    { order: 'scale', name: 'a', replicas: '1-4' },
    { order: 'rollback', name: 'a', version: 2 },
    { order: 'promote', model: 'a@1', alias: 'b' },
    { order: 'promote' },
  ])('proposes a command that it knows: %j', async (given) => {
    const answers = await talk(['pod.yaml', '--set', 'site.pue=1.19'], call(1, 'propose', given));
    const { argv } = answers.get(1).value as { readonly argv: readonly string[] };
    const command = await loadCommand(argv[1]!);
    const { operands, texts } = readArguments(argv.slice(2), command!);
    expect(operands.length).toBeLessThanOrEqual(command!.operands.length);
    expect(texts['why']).toBe('why' in given ? given.why : undefined);
  });

  it('proposes every order that it knows', () => {
    expect(Object.keys(ORDERS).toSorted()).toEqual(
      'drain promote requeue resume rollback run scale serve stop'.split(' '),
    );
  });

  it('serves only the tools over HTTP with --port, to who has the token', async () => {
    let stop = () => {};
    const stopped = new Promise<'SIGINT'>((resolve) => {
      stop = () => resolve('SIGINT');
    });
    const out: string[] = [];
    const env = { GIGAFACTORY_HOME: join(cwd, 'state') };
    const io = ioOf({ cwd, env, run, stopped: () => stopped }, out);
    const ended = main(['mcp', 'pod.yaml', '--port', '0', '--json'], io);
    await expect.poll(() => out.length).toBe(1);
    const { url, tokenFile } = JSON.parse(out[0]!);
    const post = (token: string) =>
      fetch(url, {
        method: 'POST',
        headers: {
          ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          accept: 'application/json, text/event-stream',
        },
        body: JSON.stringify(BEGIN),
      });
    expect((await post('wrong')).status).toBe(401);
    const answer = await post(readFileSync(tokenFile, 'utf8').trim());
    expect(await answer.text()).toContain('"serverInfo":{"name":"gigafactory"');
    expect((await fetch(new URL('/api/plan', url))).status).toBe(404);
    stop();
    expect(await ended).toBe(0);
  });
});
