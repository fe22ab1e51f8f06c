import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RECOVERIES } from '../base/index.ts';
import {
  createSupervisor,
  type RunState,
  type StepResult,
  type SupervisorState,
  step,
} from './index.ts';
import type { Command, RunSpec, SupervisorConfig, SupervisorEvent } from './protocol/index.ts';

/*
 * Each file of scripts/ is a conversation. After words on what it is about comes the fleet, then its runs;
 * a line with `>` is an event, and under it stand the decisions with their reasons, the commands that
 * follow, and what becomes of the runs concerned. A line with `~` is several events that another script
 * explains: only where they lead is said. The test writes the answers anew and compares; `vitest -u`
 * accepts them.
 *
 * An event is about the first run unless it says `run=`, and fenced as the present order of that run is
 * unless it says `attempt=` or `epoch=`. It comes a minute after the one before, or `after=` s.
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
  const end = lines.findLastIndex((line) => line.startsWith('run '));
  const output = lines.slice(0, end + 1);
  let state = createSupervisor(readConfig(lines.slice(start, end + 1)));
  for (const line of lines.slice(end + 1).filter((other) => /^[>~#]/.test(other))) {
    output.push('', line);
    if (line.startsWith('#')) continue;
    const before = state;
    for (const event of line.slice(1).split(';')) {
      const result = step(state, readEvent(event.trim(), state));
      state = result.state;
      if (line.startsWith('>')) output.push(...result.decisions.flatMap(showDecision));
    }
    output.push(...showRuns(before, state, line));
  }
  return `${output.join('\n').replaceAll(/(^#.*\n)\n(?=[>~#])/gm, '$1')}\n`;
}

function readConfig([fleet = '', ...runs]: readonly string[]): SupervisorConfig {
  const fields = readFields(fleet);
  const mode = fields.get('mode') ?? 'act';
  if (mode !== 'observe' && mode !== 'advise' && mode !== 'act') throw new Error(`mode ${mode}`);
  const nodes = Number(fields.get('nodes'));
  const size = (key: string) => Number(fields.get(key) ?? nodes);
  const [rack, leaf, spine, cooling] = ['rack', 'leaf', 'spine', 'cooling'].map(size);
  return {
    mode,
    topology: {
      nodes,
      size: { rack: rack!, leaf: leaf!, spine: spine!, cooling: cooling!, hall: nodes },
    },
    fleet: {
      maxCordonShare: Number(fields.get('maxCordonShare') ?? 1),
      warmStandbys: Number(fields.get('warmStandbys') ?? 0),
      sweepInterval: 86_400,
    },
    runs: runs.map(readRun),
  };
}

function readRun(line: string): RunSpec {
  const fields = readFields(line);
  const number = (key: string, otherwise: number) => Number(fields.get(key) ?? otherwise);
  const recovery = RECOVERIES.find((known) => known === (fields.get('recovery') ?? 'spare'));
  if (!recovery) throw new Error(`no such recovery: ${line}`);
  const replicas = number('replicas', 1);
  const budgets = (fields.get('budgets') ?? '').split(',').filter(Boolean);
  return {
    run: line.split(/\s+/)[1] ?? '',
    ...(fields.get('kind') === 'serve' ? { kind: 'serve' } : {}),
    priority: number('priority', 0),
    replicas,
    nodesPerReplica: number('nodesPerReplica', 1),
    minReplicas: number('minReplicas', replicas),
    policy: {
      checkpoint: fields.has('meanTime')
        ? { kind: 'adaptive', writeTime: 20, meanTime: number('meanTime', 0) }
        : { kind: 'fixed', interval: 600 },
      recovery,
      hangTimeout: 600,
      probeInterval: 30,
      watchInterval: 3600,
      confirmTimeout: 900,
      diagnosisWindow: 1800,
      stragglerThreshold: 1.05,
      stragglerPatience: 300,
      growAfter: 7200,
      retryBudgets: Object.fromEntries(
        budgets.map((budget) => [budget.split(':')[0], Number(budget.split(':')[1])]),
      ),
      crashLoopAttempts: number('crashLoop', 10),
    },
  };
}

function readFields(line: string): Map<string, string> {
  const found = line.matchAll(/(\w+)=("[^"]*"|\S+)/g);
  return new Map([...found].map(([, key = '', value = '']) => [key, value.replaceAll('"', '')]));
}

function runOf(fields: ReadonlyMap<string, string>, { runs }: SupervisorState): RunState {
  return runs.find(({ spec }) => spec.run === fields.get('run')) ?? runs[0]!;
}

const FLAGS = ['again', 'atOnce'];
const FLEET_EVENTS = /^(nodeFailed|domain|drainDue|cordoned|repaired|uncordoned|warmed|sweepDue)/;

function readEvent(line: string, state: SupervisorState): SupervisorEvent {
  const fields = readFields(line);
  const [kind = '', what, index] = line.split(/\s+/);
  const about = runOf(fields, state);
  const fence = { run: about.spec.run, attempt: about.attempt, epoch: about.epoch };
  const nodes = (fields.get('nodes') ?? '').split(',').filter(Boolean).map(Number);
  const cause = fields.get('cause');
  const replica = Number(fields.get('replica'));
  const pending = about.lost.find((lost) => lost.replica === replica)?.pending;
  const numbers = ['attempt', 'epoch', 'node', 'work', 'slowdown', 'cleanWork', 'replica'];
  const texts = ['run', 'reason'];
  return {
    at: state.at + Number(fields.get('after') ?? 60) * 1e6,
    kind,
    ...(FLEET_EVENTS.test(kind) ? {} : fence),
    ...(kind === 'observed' ? { health: what } : {}),
    ...(kind === 'timer' ? { timer: what } : {}),
    ...(kind.startsWith('domain') ? { domain: { kind: what, index: Number(index) } } : {}),
    ...(/nodeFailed|domainFailed/.test(kind) ? { cause } : {}),
    ...(/drainDue|slowed/.test(kind) ? { nodes } : {}),
    ...(/shrunk|rejoined|replicaDiagnosed/.test(kind)
      ? { answers: Number(fields.get('answers') ?? pending?.id) }
      : {}),
    ...(cause === undefined ? {} : { diagnosis: { cause, nodes } }),
    ...Object.fromEntries(
      numbers.filter((key) => fields.has(key)).map((key) => [key, Number(fields.get(key))]),
    ),
    ...Object.fromEntries(FLAGS.filter((key) => fields.has(key)).map((key) => [key, true])),
    ...Object.fromEntries(
      texts.filter((key) => fields.has(key)).map((key) => [key, fields.get(key)]),
    ),
    // The scripts are the only input; a typing error shows in the answers.
  } as SupervisorEvent;
}

function showDecision({ kind, reason, commands }: StepResult['decisions'][number]): string[] {
  return [`  ${kind}: ${reason}`, ...commands.map(showCommand)];
}

function showCommand({ id, run, attempt, epoch, kind, ...rest }: Command): string {
  const fields = Object.entries(rest).map(([key, value]) =>
    key === 'timer' ? ` ${value}` : ` ${key}=${showValue(value)}`,
  );
  return `    ${id}. ${kind}${fields.join('')}`;
}

function showValue(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'number') return String(Math.round(value));
  return typeof value === 'object' && value ? Object.values(value).join(' ') : String(value);
}

/** The run that the event was about, and whatever else changed. */
function showRuns(before: SupervisorState, { runs }: SupervisorState, line: string): string[] {
  return runs
    .filter((run) => {
      const isSubject = runs.length === 1 || readFields(line).get('run') === run.spec.run;
      return isSubject || run !== before.runs[run.index];
    })
    .map(({ spec, phase, attempt, epoch }) => {
      const name = runs.length === 1 ? '' : `${spec.run} `;
      return `  = ${name}${phase}, attempt ${attempt}, epoch ${epoch}`;
    });
}
