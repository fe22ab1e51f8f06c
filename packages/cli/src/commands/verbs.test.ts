import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eventEntry, logEntry } from '../control/entries.fixture.ts';
import { doorTo, fakePlane, type Known, Lost, runDetail } from '../control/plane.fixture.ts';
import { runMain, type Surroundings } from '../io.fixture.ts';

const NEWEST = runDetail();
const WAITING = runDetail({
  run: 'sft',
  phase: 'waiting',
  reason: 'It waits for 1 node: sft:1 is cordoned and no other is free.',
  progress: { step: 5, loss: null, tokens: 100 },
  tokensPerSecond: null,
  stepTime: null,
});
const EARLIER = runDetail({
  run: 'grok-nano@1',
  state: 'failed',
  phase: 'failed',
  reason: 'Given up after 10 failures without a checkpoint between.',
});

function planeOf(known: Partial<Known> = {}) {
  return fakePlane({ runs: [runDetail(), WAITING, EARLIER], ...known });
}

function gigafactory(line: string, known: Partial<Known> = {}, around: Surroundings = {}) {
  return runMain(line.split(' '), { control: doorTo(planeOf(known)), ...around });
}

/** On a terminal of 80 columns, without colour. */
const SCREEN: Surroundings = { isTTY: true, columns: 80, env: { NO_COLOR: '1' } };

describe('a name that is not known', () => {
  const verbs = ['why', 'logs', 'events', 'stop', 'requeue', 'journal', 'support'];

  it.each(verbs)('ends %s with 2 and the nearest', async (verb) => {
    const { code, out, err } = await gigafactory(`${verb} gork-nano`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      'There is no run "gork-nano"; "gigafactory ls --all" lists them. Did you mean "grok-nano"?\n',
    );
  });

  it.each([
    ...verbs.map((verb) => [verb, 'grok-nano']),
    ['drain', 'grok-nano:1'],
    ['resume', 'grok-nano:1'],
  ])('is told for %s %s where nothing was ever run', async (...argv) => {
    const { code, err } = await runMain(argv);
    expect(code).toBe(2);
    expect(err).toBe('There is no run "grok-nano": nothing was run yet in /state.\n');
  });

  it('may be that of a node', async () => {
    const wrong = await gigafactory('drain grok-nano:7');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('has no node "grok-nano:7"; it has grok-nano:0, grok-nano:1. Did');
    const none = await gigafactory('resume grok-nano');
    expect(none.code).toBe(2);
    expect(none.err).toContain('A node of one machine is named RUN:NUMBER');
  });

  it('is one line of JSON for commands that print lines', async () => {
    for (const verb of ['logs', 'events', 'journal']) {
      const { code, out, err } = await gigafactory(`${verb} x --json`);
      expect({ code, err }).toEqual({ code: 2, err: '' });
      expect(out.trimEnd().split('\n')).toHaveLength(1);
      expect(JSON.parse(out).problems[0].code).toBe('run.unknown');
    }
  });

  it('reaches no terminal as it is', async () => {
    const { err } = await runMain(['why', '\u001b[31mx\n'], { control: doorTo(planeOf()) });
    expect(err).toContain('"\\u001b[31mx\\n"');
  });
});

describe('ls', () => {
  it('says how to begin where nothing was run', async () => {
    const { code, out } = await runMain(['ls']);
    expect(code).toBe(0);
    expect(out).toBe('Nothing was run yet in /state; start with "gigafactory run FILE".\n');
    expect(JSON.parse((await runMain(['ls', '--json'])).out)).toEqual({
      ...{ holder: null, runs: [], services: [] },
    });
  });

  it('shows the newest of each name, and why it does not train', async () => {
    expect((await gigafactory('ls', {}, SCREEN)).out).toBe(
      `  run        state          step    loss  tokens/s  started
  grok-nano  running  120 of 400  3.2146     4,501  2026-11-29 21:40:12 +01:00
  sft        waiting    5 of 400                    2026-11-29 21:40:12 +01:00

  sft: It waits for 1 node: sft:1 is cordoned and no other is free.
`,
    );
  });

  it('shows earlier ones with --all and -a', async () => {
    const all = await gigafactory('ls --all', {}, SCREEN);
    expect(all.out).toContain('grok-nano@1  failed');
    expect(all.out).toContain('grok-nano@1: Given up after 10 failures');
    expect((await gigafactory('ls -a', {}, SCREEN)).out).toBe(all.out);
  });

  it('gives them as data, with times in UTC', async () => {
    const { runs, holder } = JSON.parse((await gigafactory('ls --json')).out);
    expect(runs.map(({ run }: { run: string }) => run)).toEqual(['grok-nano', 'sft']);
    expect(runs[0].startedAt).toBe('2026-11-29T20:40:12.000Z');
    expect(holder.pid).toBe(41);
  });
});

describe('why', () => {
  it('tells in words, with measured beside predicted', async () => {
    expect((await gigafactory('why grok-nano', {}, SCREEN)).out).toBe(`grok-nano: running
  Attempt 2 trains on 2 replicas.

Now
  step          120 of 400, loss 3.2146
  speed         910 ms a step, 4,501 tokens/s; 880 ms and 4,655 tokens/s
                predicted
  goodput       94%
  replicas      2 of 2 train
  nodes         grok-nano:0 running (rank 0); grok-nano:1 running (rank 1)
  checkpoint    step 100: /state/runs/grok-nano/checkpoints/step-00000100
  started       2026-11-29 21:40:12 +01:00 by ada@hill

Attempts
     launched                        steps  ended
  1  2026-11-29 21:40:13 +01:00    0 to 57  Rank 1 was killed (SIGKILL).
  2  2026-11-29 21:41:12 +01:00  50 to 120  still alive

  "gigafactory events grok-nano" tells what happened and why; "gigafactory logs
  grok-nano" what it wrote.
`);
  });

  it('gives the detail as data', async () => {
    const detail = JSON.parse((await gigafactory('why grok-nano --json')).out);
    expect(detail).toEqual(JSON.parse(JSON.stringify(NEWEST)));
  });

  it('shows who ordered what, and missing replicas', async () => {
    const order = { at: NEWEST.startedAt, by: 'bob@hill', order: 'stop', outcome: 'It saves.' };
    const runs = [runDetail({ orders: [order], lostReplicas: [1] })];
    const { out } = await gigafactory('why grok-nano', { runs }, SCREEN);
    expect(out).toContain('1 of 2 train; missing: 1');
    expect(out).toContain('2026-11-29 21:40:12 +01:00  bob@hill  stop: It saves.');
  });
});

const EVENTS = [
  eventEntry(0, 'launched', 'Attempt 1 trains from the beginning.'),
  eventEntry(
    9,
    'observed',
    'Attempt 1 failed: rank 1 was killed (SIGKILL).',
    ['stop', 'What is left of attempt 1 is stopped.', 'stop', 'setTimer'],
    ['note', 'It is the first failure.'],
  ),
];

describe('events', () => {
  it('tells what happened and what was decided', async () => {
    expect((await gigafactory('events grok-nano', { events: EVENTS }, SCREEN)).out).toBe(
      `21:40:12 +01:00  Attempt 1 trains from the beginning.
21:40:21 +01:00  Attempt 1 failed: rank 1 was killed (SIGKILL).
                 → What is left of attempt 1 is stopped. (stop)
                 → It is the first failure.
`,
    );
  });

  it('tells once that an order is sent again, and not that all is well', async () => {
    const again = (at: number, command: number) => {
      const entry = eventEntry(at, 'timer', 'Late.', ['resend', `Sent again: ${command}.`]);
      return {
        ...entry,
        decisions: entry.decisions.map((each) => ({ ...each, inputs: { command } })),
      };
    };
    const looks = eventEntry(4, 'timer', 'A look.', ['probe', 'It is checked.', 'probe']);
    const well = eventEntry(5, 'observed', 'It is well.');
    const events = [again(1, 3), again(2, 3), again(3, 3), looks, well, again(6, 7), ...EVENTS];
    const { out } = await gigafactory('events grok-nano', { events }, SCREEN);
    expect(out.match(/Sent again: \d/g)).toEqual(['Sent again: 3', 'Sent again: 7']);
    expect(out).not.toMatch(/A look|It is well/);
    expect(out).toContain('Attempt 1 trains');
    const json = await gigafactory('events grok-nano --json', { events });
    expect(json.out.trimEnd().split('\n')).toHaveLength(events.length);
  });

  it('is one entry a line with --json', async () => {
    const { out } = await gigafactory('events grok-nano --json', { events: EVENTS });
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(EVENTS);
  });
});

const LOGS = [
  logEntry(1, 0, 'loss \u001b[31m3.2\u001b[0m\u0007'),
  logEntry(2, 1, 'rank 1 is here'),
  logEntry(3, 0, 'again', 2),
];

describe('logs', () => {
  it.each([
    ['--since 5', '--since takes a time such as 90s, 5m, 2h or 1d, not "5"'],
    ['--since five', 'not "five"'],
    ['--rank=-1', '--rank must be a whole number of 0 or more'],
    ['-x', 'has no option -x'],
  ])('refuses %s', async (option, message) => {
    const { code, err } = await gigafactory(`logs grok-nano ${option}`);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('lets no control character of a program through', async () => {
    expect((await gigafactory('logs grok-nano', { logs: LOGS }, SCREEN)).out).toBe(
      `21:40:13 +01:00 rank 0  loss \\u001b[31m3.2\\u001b[0m\\u0007
21:40:14 +01:00 rank 1  rank 1 is here
rank 0: attempt 2
21:40:15 +01:00 rank 0  again
`,
    );
  });

  it('keeps the bytes in JSON', async () => {
    const { out } = await gigafactory('logs grok-nano --json --rank 0', { logs: LOGS });
    const entries = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries.map(({ text }) => text)).toEqual([LOGS[0]!.text, 'again']);
  });

  it.each([
    ['90s', 90],
    ['5m', 300],
    ['1.5h', 5400],
    ['2d', 172_800],
  ])('asks for the last %s once', async (since, seconds) => {
    const asked: unknown[] = [];
    const plane = planeOf({ logs: LOGS });
    const control = doorTo({
      ...plane,
      logs: (name, options, signal) => {
        asked.push(options);
        return plane.logs(name, options, signal);
      },
    });
    await runMain(['logs', 'grok-nano', '--since', since], { control });
    expect(asked).toEqual([{ follow: false, since: seconds }]);
  });

  it('followed, ends with 0 once the run is over', async () => {
    const runs = [runDetail({ state: 'finished' })];
    const { code, out } = await gigafactory('logs grok-nano -f', { runs, logs: LOGS });
    expect(code).toBe(0);
    expect(out).toContain('again');
  });

  it('followed, ends with 0 by Ctrl-C, and with 143 by SIGTERM', async () => {
    for (const [signal, code] of [
      ['SIGINT', 0],
      ['SIGTERM', 143],
    ] as const) {
      const stopped = async () => signal;
      const ended = await gigafactory('logs grok-nano --follow', { logs: LOGS }, { stopped });
      expect(ended).toMatchObject({ code, err: '' });
    }
  });

  it('followed, ends once nobody reads any more', async () => {
    const gone = Promise.resolve();
    const ended = await gigafactory('logs grok-nano -f', { logs: LOGS }, { gone });
    expect(ended).toMatchObject({ code: 0, err: '' });
  });
});

describe('stop', () => {
  it('leaves a run alone that is over', async () => {
    const plane = planeOf({ runs: [runDetail({ state: 'finished' })] });
    const ended = await runMain(['stop', 'grok-nano'], { control: doorTo(plane) });
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toContain('It had finished already.');
    expect(plane.orders).toEqual([]);
  });

  it.each([
    [['n'], 0],
    [[''], 0],
    [[], 0],
    [['y'], 1],
    [['YES'], 1],
  ])('asks on a terminal; %j gives %i orders', async (answers, count) => {
    const plane = planeOf();
    const ended = await runMain(['stop', 'grok-nano'], { control: doorTo(plane), answers });
    expect(ended.code).toBe(0);
    expect(ended.err).toContain('Stop grok-nano, running at step 120 of 400? It saves first.');
    expect(plane.orders).toHaveLength(count);
  });

  it('waits until the engine has confirmed it', async () => {
    const plane = planeOf({ onOrder: () => {} });
    let asked = 0;
    const slow = {
      ...plane,
      run: async (name: string) => {
        if (++asked === 3) plane.known.runs[0]!.state = 'stopped';
        return plane.run(name);
      },
    };
    const argv = ['stop', 'grok-nano', '--yes', '--json', '--why', 'new data'];
    const { code, out } = await runMain(argv, { control: doorTo(slow) });
    expect(code).toBe(0);
    expect(asked).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ confirmed: true, run: 'grok-nano', state: 'stopped' });
    expect(plane.orders).toEqual([['stop', 'grok-nano', { by: 'ada@hill', why: 'new data' }]]);
  });

  it('waits as well for a stop that is under way', async () => {
    const plane = planeOf();
    const problems = [{ code: 'order.again', message: 'bob@hill stopped it.' }];
    const stopping = {
      ...plane,
      stop: async () => {
        plane.known.runs[0]!.state = 'stopped';
        return { ok: false as const, problems };
      },
    };
    const { code, out } = await runMain(['stop', 'grok-nano'], { control: doorTo(stopping) });
    expect(code).toBe(0);
    expect(out).toBe('grok-nano: stopped at step 120 of 400. Attempt 2 trains on 2 replicas.\n');
  });

  it('says with 3 that a run which is held goes on', async () => {
    const onOrder: Known['onOrder'] = (_, run) => {
      run.state = 'held';
    };
    const plane = planeOf({ onOrder });
    const stopping = {
      ...plane,
      stop: async () => ({
        ok: true as const,
        value: { confirmed: false, words: 'It is held by a newer version.' },
      }),
    };
    plane.known.runs[0]!.state = 'held';
    const { code, out } = await runMain(['stop', 'grok-nano', '-y'], { control: doorTo(stopping) });
    expect(code).toBe(3);
    expect(out).toContain('not stopped yet');
    expect(out).toContain('It is held by a newer version.');
  });

  it('leaves the order standing when it is interrupted', async () => {
    const plane = planeOf({ onOrder: () => {} });
    const around = { control: doorTo(plane), stopped: async () => 'SIGINT' as const };
    expect((await runMain(['stop', 'grok-nano', '-y'], around)).code).toBe(130);
    expect(plane.orders).toHaveLength(1);
  });
});

describe('orders about nodes', () => {
  it.each([
    ['drain', 'grok-nano:1', 'Drain grok-nano:1? [y/N] '],
    ['resume', 'grok-nano:1', 'Resume grok-nano:1? [y/N] '],
    ['requeue', 'grok-nano', 'Requeue grok-nano? [y/N] '],
  ])('%s asks on a terminal, and is not given without a yes', async (verb, name, question) => {
    const plane = planeOf();
    const around = { control: doorTo(plane), answers: [''] };
    const { code, err } = await runMain([verb, name], around);
    expect({ code, err }).toEqual({ code: 0, err: question });
    await runMain([verb, name, '--yes'], around);
    expect(plane.orders.map(([order]) => order)).toEqual([verb]);
  });

  it.each([
    ['order.again', 0, 'out'],
    ['order.opposed', 2, 'err'],
    ['run.over', 2, 'err'],
  ] as const)('are refused with %s by %i', async (problem, code, where) => {
    const refused = { ok: false, problems: [{ code: problem, message: 'So it is.' }] } as const;
    const control = doorTo({ ...planeOf(), drain: async () => refused });
    const ended = await runMain(['drain', 'grok-nano:1'], { control });
    expect(ended.code).toBe(code);
    expect(ended[where]).toContain('So it is.');
  });

  it.each(['drain', 'resume'])('%s names the node and who gave it', async (verb) => {
    const plane = planeOf();
    const { code, out } = await runMain([verb, 'grok-nano:1'], { control: doorTo(plane) });
    expect(code).toBe(0);
    expect(out).toContain(`The order to ${verb} is taken.`);
    expect(plane.orders).toEqual([[verb, 'grok-nano', { by: 'ada@hill', node: 'grok-nano:1' }]]);
  });

  it('leave the names of many nodes that run well out of why', async () => {
    const fleet = Array.from({ length: 40 }, (_, index) => ({
      ...{ node: `n${index}`, index, ranks: [] },
      state: index === 7 ? ('broken' as const) : ('running' as const),
    }));
    const { out } = await gigafactory('why grok-nano', { runs: [runDetail({ fleet })] });
    expect(out).toContain('nodes         39 running; 1 broken (n7)');
  });

  const onSite = (run: string) =>
    runDetail({
      run,
      engine: 'slurm',
      fleet: ['n0', 'n1'].map((node, index) => ({ node, index, state: 'running', ranks: [] })),
    });

  it.each(['n1', 'pretrain:n1'])('take a node of a cluster by its name: %s', async (name) => {
    const plane = planeOf({ runs: [runDetail(), onSite('pretrain')] });
    const around = { control: doorTo(plane), answers: ['y'] };
    const { err } = await runMain(['drain', name], around);
    expect(err).toBe('Drain n1 of run pretrain? [y/N] ');
    expect(plane.orders).toEqual([['drain', 'pretrain', { by: 'ada@hill', node: 'n1' }]]);
  });

  it('say which runs have a node that is of several, and which nodes there are', async () => {
    const runs = [
      onSite('pretrain'),
      onSite('sft'),
      { ...onSite('old'), state: 'failed' as const },
    ];
    const several = await gigafactory('drain n1', { runs });
    expect(several.code).toBe(2);
    expect(several.err).toContain('Several runs have n1: say pretrain:n1 or sft:n1.');
    expect((await gigafactory('drain n9', { runs })).err).toContain('there are n0, n1');
  });

  it('say whether they are confirmed', async () => {
    const { out } = await gigafactory('drain grok-nano:1 --json');
    expect(JSON.parse(out)).toMatchObject({ run: 'grok-nano', confirmed: false });
    expect((await gigafactory('drain grok-nano:1')).out).toContain('events grok-nano -f');
    expect((await gigafactory('requeue grok-nano')).out).not.toContain('events');
  });
});

describe('journal', () => {
  const journal = ['{"a":1}\n{"b', '":"\\u001b"}\n'];

  it('that breaks off ends with 2', async () => {
    const plane = {
      ...planeOf(),
      async *journal() {
        yield journal[0]!;
        throw new Lost();
      },
    };
    const { code, err } = await runMain(['journal', 'grok-nano'], { control: doorTo(plane) });
    expect(code).toBe(2);
    expect(err).toBe('The control plane was lost before the end; try again.\n');
  });

  it('is printed as it is', async () => {
    const { code, out } = await gigafactory('journal grok-nano', { journal });
    expect({ code, out }).toEqual({ code: 0, out: journal.join('') });
  });
});

describe('support', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const support = [Uint8Array.of(0x1f, 0x8b), Uint8Array.of(1, 2, 3)];

  it('writes the archive to a file', async () => {
    const { code, out } = await gigafactory('support grok-nano', { support }, { cwd: folder });
    expect(code).toBe(0);
    expect(out).toContain('grok-nano-support.tar.gz: 5 B.');
    const bytes = readFileSync(join(folder, 'grok-nano-support.tar.gz'));
    expect([...bytes]).toEqual([0x1f, 0x8b, 1, 2, 3]);
  });

  it('writes nothing for a run that is not there', async () => {
    const out = join(folder, 'none.tar.gz');
    const { code } = await gigafactory(`support none --out ${out}`, { support });
    expect(code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });
});
