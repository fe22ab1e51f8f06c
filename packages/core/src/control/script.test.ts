import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Command,
  createSupervisor,
  type SupervisorConfig,
  type SupervisorEvent,
  type SupervisorState,
  step,
} from './index.ts';

/*
 * Each file of scripts/ is a conversation: a line with `>` is an event, and under it stand the
 * decisions with their reasons and the commands that follow. The test writes the answers anew and
 * compares; `vitest -u` accepts them. An event is fenced as the present order is, unless it says
 * `attempt=` or `epoch=`.
 */

const folder = new URL('./scripts/', import.meta.url);

describe('command scripts', () => {
  for (const name of readdirSync(folder)) {
    it(name, async () => {
      const url = new URL(name, folder);
      await expect(play(readFileSync(url, 'utf8'))).toMatchFileSnapshot(url.pathname);
    });
  }
});

function play(script: string): string {
  const lines = script.split('\n');
  const start = lines.findIndex((line) => line.startsWith('fleet '));
  const output = lines.slice(0, start + 1);
  let state = createSupervisor(readConfig(lines[start] ?? ''));
  for (const line of lines.slice(start + 1).filter((line) => /^[>#]/.test(line))) {
    output.push('', line);
    if (line.startsWith('#')) continue;
    const result = step(state, readEvent(line, state));
    state = result.state;
    for (const { kind, reason, commands } of result.decisions) {
      output.push(`  ${kind}: ${reason}`, ...commands.map(showCommand));
    }
    output.push(`  = ${state.phase}, attempt ${state.attempt}, epoch ${state.epoch}`);
  }
  return `${output.join('\n').replaceAll(/(^#.*\n)\n>/gm, '$1>')}\n`;
}

function readConfig(line: string): SupervisorConfig {
  const fields = readFields(line);
  const mode = fields.get('mode') ?? 'act';
  if (mode !== 'observe' && mode !== 'advise' && mode !== 'act') throw new Error(`mode ${mode}`);
  return {
    run: 'r',
    mode,
    nodes: Number(fields.get('nodes')),
    gangNodes: Number(fields.get('gang')),
    policy: {
      checkpointInterval: 600,
      hangTimeout: 600,
      probeInterval: 30,
      confirmTimeout: 900,
      useSpares: true,
      maxCordonShare: Number(fields.get('maxCordonShare') ?? 1),
      retryBudgets: {},
      crashLoopAttempts: Number(fields.get('crashLoop') ?? 10),
    },
  };
}

function readFields(line: string): Map<string, string> {
  return new Map(
    [...line.matchAll(/(\w+)=(\S+)/g)].map(([, key = '', value = '']) => [key, value]),
  );
}

function readEvent(line: string, state: SupervisorState): SupervisorEvent {
  const fields = readFields(line);
  const [kind, what] = line.slice(1).trim().split(/\s+/);
  const number = (key: string) => Number(fields.get(key));
  const nodes = (fields.get('nodes') ?? '').split(',').filter(Boolean).map(Number);
  const cause = fields.get('cause');
  const diagnosis = cause === undefined ? {} : { diagnosis: { cause, nodes } };
  return {
    kind,
    run: fields.get('run') ?? 'r',
    attempt: fields.has('attempt') ? number('attempt') : state.attempt,
    epoch: fields.has('epoch') ? number('epoch') : state.epoch,
    ...(kind === 'observed' ? { health: what } : {}),
    ...(kind === 'timer' ? { timer: what } : {}),
    ...(fields.has('node') ? { node: number('node'), cause: cause ?? '' } : diagnosis),
    ...(fields.has('work') ? { work: number('work') } : {}),
    // The scripts are the only input; a typing error shows in the answers.
  } as SupervisorEvent;
}

function showCommand({ id, run, attempt, epoch, kind, ...rest }: Command): string {
  const fields = Object.entries(rest).map(([key, value]) =>
    key === 'timer' ? ` ${value}` : ` ${key}=${Array.isArray(value) ? value.join(',') : value}`,
  );
  return `    ${id}. ${kind}${fields.join('')}`;
}
