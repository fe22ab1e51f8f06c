import { availableParallelism } from 'node:os';
import type { RunOperation } from '@gigafactory/server/threads';
import { describe, expect, it } from 'vitest';
import { runMain } from './io.fixture.ts';

const PLAN_HELP = `Usage: gigafactory plan FILE [options]

Work out the factory: fleet, fabric, power, money, runs, requirements. Exits with 1 when a
requirement of the file fails, and with 2 when something cannot be planned; the rest is, without it.

  --threads N       Worker threads for requirements on the twin; by default one for each core
                    (default: ${availableParallelism()})
  --set PATH=VALUE  Change a value for this call, or remove it (PATH=); repeatable
  --json            Print the result as JSON
  --no-color        Print without colour
  --help, -h        Print this help
`;

const COMMANDS = [
  ...'new check plan explain strategies twin optimise power up'.split(' '),
  ...'run ls why logs events stop requeue drain resume journal support'.split(' '),
  ...'backtest catalogue schema'.split(' '),
];

describe('usage mistakes', () => {
  it.each([
    [['plam', 'a.yaml'], 'There is no command "plam"', 'Did you mean "plan"?'],
    [['plan', 'a.yaml', '--jsno'], 'has no option --jsno', 'Did you mean "--json"?'],
    [['plan', 'a.yaml', '-x'], 'has no option -x', ''],
    [['plan'], 'needs FILE; FILE is missing', ''],
    [['logs', 'a', '-fx'], 'has no option -x', ''],
    [['logs', 'a', '-f=yes'], 'has no option -=', ''],
    [['logs', 'a', '--rank'], '--rank lacks its value', ''],
    [['drain'], 'needs NODE; NODE is missing', ''],
    [['ls', 'a'], 'takes no operand; "a" is too much', ''],
    [['plan', 'a.yaml', 'b.yaml'], 'takes only FILE; "b.yaml" is too much', ''],
    [['schema', 'a.yaml'], 'takes no operand; "a.yaml" is too much', ''],
    [['plan', 'a.yaml', '--json=yes'], '--json takes no value', ''],
    [['twin', 'a.yaml', '--seed'], '--seed lacks its value', ''],
    [['twin', 'a.yaml', '--seed', '1.5'], '--seed must be a whole number', ''],
    [['twin', 'a.yaml', '--seed=-1'], '--seed must be a whole number of 0 or more', ''],
    [['twin', 'a.yaml', '--lives', '1'], 'from 2 to 100000, not "1"', ''],
    [['twin', 'a.yaml', '--replicas', '9'], 'has no option --replicas', 'Did you mean "--lives"?'],
    [['optimise', 'a.yaml', '--replicas=9'], 'has no option --replicas', 'mean "--lives"?'],
    [['twin', 'a.yaml', '--days', 'ten'], '--days must be a number', ''],
    [['twin', 'a.yaml', '--run', 'a', '--run', 'b'], '--run is given twice', ''],
    [['up', 'a.yaml', '--port', '70000'], 'from 0 to 65535', ''],
    [['backtest'], 'needs --runs CSV', ''],
    [
      ['backtest', '--runs', '-', '--out', 'x', '--page', './x'],
      '--out and --page name the same file',
      '',
    ],
    [['plan', '-', '--set', 'fleet.gpus'], '--set takes PATH=VALUE', ''],
    [['plan', '-', '--set', '=5'], '--set takes PATH=VALUE', ''],
    [['plan', '-', '--set', 'a=1', '--set', 'a=2'], '--set gives "a" twice', ''],
    [['help', 'plam'], 'There is no command "plam"', 'Did you mean "plan"?'],
    [['help', 'plan', 'twin'], '"gigafactory help" takes one command; "twin" is too much', ''],
    [['--version', 'plan'], '"gigafactory --version" takes nothing; "plan" is too much', ''],
    [['twin', '-', '--record', 'a', '--lives', '9'], 'leave --lives out', ''],
    [['twin', '-', '--record', 'a', '--threads', '1'], 'leave --threads out', ''],
    [['__proto__'], 'There is no command "__proto__"', ''],
    [['plan', 'a.yaml', '--constructor'], 'has no option --constructor', ''],
  ])('%j', async (argv, message, suggestion) => {
    const { code, out, err } = await runMain(argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).toContain(suggestion);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('are JSON on stdout with --json', async () => {
    const { code, out, err } = await runMain(['plan', '--json']);
    expect(code).toBe(2);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({ problems: [{ code: 'usage.operand' }] });
    for (const argv of [
      ['power', '-', '--csv', '--json'],
      ['plan', '--help', '--json'],
      ['twin', '-', '--json', '--help'],
    ]) {
      const both = await runMain(argv);
      expect(both).toMatchObject({ code: 2, err: '' });
      expect(JSON.parse(both.out)).toMatchObject({ problems: [{ code: 'usage.value' }] });
    }
  });
});

describe('help', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']]])(
    'for %j names every command',
    async (argv) => {
      const { code, out } = await runMain(argv);
      expect(code).toBe(0);
      for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name}\\b.*  \\S`, 'm'));
    },
  );

  it('of a command shows its options', async () => {
    for (const argv of [
      ['plan', '--help'],
      ['help', 'plan'],
      ['plan', '-h'],
      ['--help', 'plan'],
    ]) {
      expect(await runMain(argv)).toEqual({ code: 0, out: PLAN_HELP, err: '' });
    }
  });

  it.each(COMMANDS)('of %s stays within the width', async (name) => {
    const { code, out } = await runMain([name, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: gigafactory ${name}`);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('says the version', async () => {
    expect((await runMain(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('standard output that cannot be written', () => {
  it.each([
    [['--version'], 0],
    [['schema'], 0],
    [['plan'], 2],
    [['nothing'], 2],
  ])('ends %j with one line and 2, instead of %i', async (argv) => {
    const run = async () => ({ ok: true, value: {} });
    const around = { failure: 'ENOSPC', run: run as unknown as RunOperation };
    const { code, err } = await runMain(argv, around);
    expect(code).toBe(2);
    expect(err).toMatch(/^(.*\n)?Standard output could not be written \(ENOSPC\)\.\n$/);
  });
});

describe('a mistake of the program', () => {
  const run = () => Promise.reject(new Error('index out of range\nsecond line'));

  it('is one line that asks to report it', async () => {
    const { code, out, err } = await runMain(['plan', '-'], { run });
    expect({ code, out }).toEqual({ code: 70, out: '' });
    expect(err).toBe('This is a bug in Gigafactory; please report it: index out of range\n');
  });

  it('shows its stack when asked', async () => {
    const { err } = await runMain(['plan', '-'], { run, env: { GIGAFACTORY_DEBUG: '1' } });
    expect(err).toContain('main.test.ts');
  });
});
