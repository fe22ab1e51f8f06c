import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { showStrategy, strategyAt } from '../model/index.ts';
import {
  answerStrategies,
  answerTwin,
  dispatch,
  inputSchema,
  OPERATIONS,
  type OperationName,
  type Operations,
} from './index.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const POD = example('one-pod');

type Input<Name extends OperationName> = Operations[Name]['input'];

/** The problems of an answer that must be a refusal. */
function problemsOf<Name extends OperationName>(name: Name, input: unknown) {
  const answer = dispatch(name, input as Input<Name>);
  if (answer.ok) throw new Error(`${name} accepted ${JSON.stringify(input)}`);
  return answer.problems;
}

function answerOf<Name extends OperationName>(name: Name, input: Input<Name>) {
  const answer = dispatch(name, input);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

const NAMES = Object.keys(OPERATIONS) as OperationName[];
const ON_TEXT = [
  'check',
  'plan',
  'strategies',
  'search',
  'twin',
  'lives',
  'replay',
  'edit',
] as const;
/** What an operation needs beside the text. */
const REST: Readonly<Partial<Record<OperationName, object>>> = {
  search: { part: 0, parts: 1 },
  lives: { from: 0, before: 1 },
};

describe('bad requests', () => {
  it('names the nearest operation to one that is not there', () => {
    expect(problemsOf('plam' as 'plan', { text: POD })).toMatchObject([
      { code: 'operation.unknown', nearest: 'plan' },
    ]);
  });

  it('accepts some edits, and refuses too many for one request in a single problem', () => {
    const edits = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`references.r${index}`, '1']),
      );
    expect(dispatch('edit', { text: POD, edits: edits(20) }).ok).toBe(true);
    for (const count of [201, 100_000]) {
      for (const name of ['edit', 'check', 'plan', 'twin'] as const) {
        expect(problemsOf(name, { text: POD, edits: edits(count) })).toMatchObject([
          { code: 'request.invalid', path: 'edits', expected: 'at most 200 edits' },
        ]);
      }
    }
    expect(JSON.stringify(inputSchema('plan'))).toContain('"maxProperties":200');
  });

  it('accepts some edits in a scenario or a point, and refuses too many and "__proto__"', () => {
    const many = Object.fromEntries(
      Array.from({ length: 201 }, (_, at) => [`references.r${at}`, '1']),
    );
    const proto = JSON.parse('{"__proto__": "1"}');
    for (const [edits, more] of [
      [many, ''],
      [proto, '.__proto__'],
    ]) {
      const compare = {
        text: POD,
        with: [
          { name: 'a', edits: {} },
          { name: 'b', edits },
        ],
      };
      expect(problemsOf('compare', compare)).toMatchObject([
        { code: 'request.invalid', path: `with.1.edits${more}` },
      ]);
      expect(problemsOf('points', { text: POD, points: [{ edits }], figures: [] })).toMatchObject([
        { code: 'request.invalid', path: `points.0.edits${more}` },
      ]);
    }
  });

  it('reports no more problems than a person would read', () => {
    const with_ = Array.from({ length: 20 }, () => '');
    const faults = Array.from({ length: 5000 }, () => ({ what: 'nothing' }));
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, 1]));
    for (const input of [{ with: with_, faults }, many]) {
      const problems = problemsOf('twin', { text: POD, ...input });
      expect(problems.length).toBeLessThanOrEqual(101);
      expect(problems.at(-1)!.message).toMatch(/more problems are not shown|./);
    }
    expect(problemsOf('twin', { text: POD, ...many }).at(-1)!.message).toBe(
      '4900 more problems are not shown.',
    );
  });

  it.each(['constructor', 'toString', '__proto__', ''])('knows no operation "%s"', (name) => {
    expect(problemsOf(name as 'plan', {})[0]?.code).toBe('operation.unknown');
  });

  it.each(NAMES)('%s refuses what is no object', (name) => {
    for (const input of [undefined, null, 3, 'text', [], true]) {
      expect(problemsOf(name, input)[0]?.code).toBe('request.invalid');
    }
  });

  it.each(NAMES)('%s refuses keys that it does not know', (name) => {
    const input = { text: POD, csv: '', surprise: 1 };
    expect(problemsOf(name, input)[0]?.code).toBe('request.invalid');
  });

  it.each(ON_TEXT)('%s refuses an edit of "__proto__", which is easily lost', (name) => {
    const edits: unknown = JSON.parse('{"__proto__":"1"}');
    expect(problemsOf(name, { text: POD, ...REST[name], edits })).toMatchObject([
      { code: 'request.invalid', path: 'edits.__proto__' },
    ]);
  });

  it('says what an old or mistyped field is called', () => {
    expect(problemsOf('twin', { text: POD, replicas: 4 })).toMatchObject([
      { code: 'request.invalid', path: 'replicas', nearest: 'lives' },
    ]);
    expect(problemsOf('twin', { text: POD, sead: 4 })).toMatchObject([
      { code: 'request.invalid', path: 'sead', nearest: 'seed' },
    ]);
    const [problem] = problemsOf('record', { text: POD, replicas: 4 });
    expect(problem).toMatchObject({ code: 'request.invalid', path: 'replicas' });
    expect(problem).not.toHaveProperty('nearest');
  });

  it.each(ON_TEXT)('%s refuses a text or edits that are no text, by path', (name) => {
    expect(problemsOf(name, { text: 3 })[0]).toMatchObject({ path: 'text' });
    expect(problemsOf(name, {})[0]).toMatchObject({ path: 'text' });
    const edits = { 'fleet.gpus': 5 };
    const [problem] = problemsOf(name, { text: POD, edits, ...REST[name] });
    expect(problem).toMatchObject({ code: 'request.invalid', path: 'edits.fleet.gpus' });
  });

  it.each([
    ['strategies', { top: 0 }],
    ['strategies', { top: 1.5 }],
    ['strategies', { top: 1e6 }],
    ['strategies', { launch: 'megatorn' }],
    ['strategies', { rank: 1 }],
    ['strategies', { rank: 0, launch: 'megatron' }],
    ['strategies', { rank: 1.5, launch: 'megatron' }],
    ['search', { part: -1, parts: 1 }],
    ['search', { part: 0.5, parts: 1 }],
    ['search', { parts: 0, part: 0 }],
    ['search', { parts: 1e6, part: 0 }],
    ['search', { top: 0, ...REST.search }],
    ['twin', { seed: -1 }],
    ['twin', { seed: 0.5 }],
    ['twin', { days: 0 }],
    ['twin', { days: Number.NaN }],
    ['twin', { days: 1e6 }],
    ['twin', { lives: 1 }],
    ['twin', { lives: 1e9 }],
    ['lives', { from: -1, before: 1 }],
    ['lives', { before: 0, from: 0 }],
    ['replay', { seed: '7' }],
    ['replay', { days: Number.POSITIVE_INFINITY }],
  ] as const)('%s refuses %j', (name, over) => {
    const [problem] = problemsOf(name, { text: POD, ...over });
    expect(problem).toMatchObject({ code: 'request.invalid', path: Object.keys(over)[0] });
  });

  it.each(['plan', 'strategies', 'search', 'twin', 'lives', 'replay'] as const)(
    '%s hands on the problems of the file',
    (name) => {
      const found = problemsOf(name, { text: 'gigafactory: 1\nname: [', ...REST[name] });
      expect(found[0]?.code).toBe('yaml.syntax');
      const edits = { 'fleet.gpus': '2 MW' };
      const edited = problemsOf(name, { text: POD, edits, ...REST[name] });
      expect(edited.map(({ path }) => path)).toContain('fleet.gpus');
    },
  );

  it.each(['strategies', 'search', 'twin', 'lives', 'replay'] as const)(
    '%s names the nearest run',
    (name) => {
      expect(problemsOf(name, { text: POD, run: 'pretrian', ...REST[name] })).toMatchObject([
        { code: 'run.unknown', nearest: 'pretrain' },
      ]);
      const odd = { text: POD, run: 'constructor', ...REST[name] };
      expect(problemsOf(name, odd)[0]?.code).toBe('run.unknown');
    },
  );

  it('backtest refuses what is no table of runs', () => {
    expect(problemsOf('backtest', { csv: '' })[0]?.code).toBe('csv.columns');
    expect(problemsOf('backtest', { csv: 3 })[0]?.code).toBe('request.invalid');
  });

  it('edit refuses a value that is no YAML', () => {
    expect(problemsOf('edit', { text: POD, edits: { 'fleet.gpus': '[1' } })).not.toEqual([]);
  });
});

describe('operations', () => {
  it('check finds nothing in an example, and says what it finds elsewhere', () => {
    expect(answerOf('check', { text: POD })).toEqual({ problems: [], notices: [] });
    const { problems } = answerOf('check', { text: POD, edits: { 'hardware.gpu': 'h100-sxn' } });
    expect(problems[0]).toMatchObject({ path: 'hardware.gpu', nearest: 'h100-sxm' });
  });

  it('plan plans, with edits on top', () => {
    expect(answerOf('plan', { text: POD }).fleet.gpus).toBe(1016);
    const edits = { 'fleet.gpus': '2032' };
    expect(answerOf('plan', { text: POD, edits, file: 'pod.yaml' }).fleet.gpus).toBe(2032);
  });

  it('strategies ranks, and its best is the plan', () => {
    const ranked = answerOf('strategies', { text: POD, top: 3 });
    const run = answerOf('plan', { text: POD }).training['pretrain']!;
    expect(ranked.run).toBe('pretrain');
    expect(ranked.top).toHaveLength(3);
    expect(ranked.best).toEqual(ranked.top[0]);
    expect(ranked.best.strategy).toEqual(run.strategy);
    expect(ranked.best.stepTime).toBe(run.stepTime);
    expect(ranked.best.mfu).toBeCloseTo(run.mfu, 12);
    const { memory, stepTime, strategy } = ranked.points;
    // A sample of what was evaluated, each once, with the best and the whole front.
    const names = stepTime.map((_, row) => showStrategy(strategyAt(strategy, row)));
    expect(new Set(names).size).toBe(memory.length);
    expect(memory.length).toBeLessThan(ranked.evaluated);
    for (const { stepTime: time } of [...ranked.top, ...ranked.front]) {
      expect(stepTime).toContain(time);
    }
    expect(ranked.best.stepTime).toBe(Math.min(...stepTime));
    expect(Math.max(...memory)).toBeLessThanOrEqual(ranked.capacity);
  });

  it('strategies says how many there are where a rank is beyond them', () => {
    const { evaluated } = answerOf('strategies', { text: POD });
    const input = { text: POD, launch: 'megatron', rank: evaluated + 1 };
    expect(problemsOf('strategies', input)).toEqual([
      {
        code: 'strategies.rank',
        message: `There is no strategy ${evaluated + 1} of run "pretrain": only ${evaluated} strategies fit. Take a rank from 1 to ${evaluated}.`,
        expected: `1 to ${evaluated}`,
      },
    ]);
  });

  it('strategies launches the fastest, or the one of a rank beyond the top', () => {
    const launched = (over: Partial<Input<'strategies'>>) =>
      answerOf('strategies', { text: POD, top: 2, launch: 'megatron', ...over });
    const { launch, best } = launched({});
    expect(launch).toMatchObject({ rank: 1, engine: 'megatron', strategy: best.strategy });
    const { steps } = answerOf('plan', { text: POD }).training['pretrain']!;
    expect(launch?.script).toContain(`--train-iters ${steps}\n`);
    const third = answerOf('strategies', { text: POD, top: 3 }).top[2]!;
    expect(launched({ rank: 3, launch: 'torchtitan' }).launch).toMatchObject({
      rank: 3,
      engine: 'torchtitan',
      strategy: third.strategy,
    });
    expect(answerOf('strategies', { text: POD })).not.toHaveProperty('launch');
  });

  it('strategies marks as Pareto what no other beats in time and memory', () => {
    const { top } = answerOf('strategies', { text: POD, top: 10_000 });
    for (const each of top) {
      const beaten = top.some(
        (other) =>
          other.stepTime <= each.stepTime &&
          other.memory.total <= each.memory.total &&
          (other.stepTime < each.stepTime || other.memory.total < each.memory.total),
      );
      if (each.pareto) expect(beaten).toBe(false);
    }
    expect(top.some(({ pareto }) => pareto)).toBe(true);
  });

  it('strategies gives the whole front, from the fastest to what needs least', () => {
    const { front, best, points } = answerOf('strategies', { text: POD, top: 1 });
    expect(front[0]?.stepTime).toBe(best.stepTime);
    expect(front.every(({ pareto }) => pareto)).toBe(true);
    const memory = front.map((each) => each.memory.total);
    expect(memory).toEqual([...memory].sort((a, b) => b - a));
    expect(memory.at(-1)).toBe(Math.min(...points.memory));
  });

  it.each([1, 3, 7])('strategies is answered by %i parts of its search, put together', (parts) => {
    const input = { text: POD, top: 5 };
    const outcomes = Array.from({ length: parts }, (_, part) =>
      answerOf('search', { ...input, part, parts }),
    );
    const answered = answerStrategies(input, outcomes);
    if (!answered.ok) throw new Error(JSON.stringify(answered.problems));
    const { points: _, ...whole } = answerOf('strategies', input);
    expect(answered.value).toMatchObject(whole);
    expect(answered.value.evaluated).toBe(whole.evaluated);
  });

  it('strategies says of parts that found nothing why nothing fits', () => {
    const edits = { 'runs.pretrain.globalBatch': '7', 'runs.pretrain.strategy.cp': '1' };
    const input = { text: POD, edits, part: 0, parts: 1 };
    const { best, evaluated, rejected } = answerOf('search', input);
    expect([best, evaluated]).toEqual([[], 0]);
    expect(rejected.batch).toBeGreaterThan(0);
    const answered = answerStrategies({ text: POD, edits }, [answerOf('search', input)]);
    expect(answered).toMatchObject({ ok: false, problems: [{ code: 'run.infeasible' }] });
  });

  it('search refuses a part beyond the last', () => {
    const [problem] = problemsOf('search', { text: POD, part: 2, parts: 2 });
    expect(problem).toMatchObject({ code: 'request.invalid' });
    expect(problem?.message).toContain('less than parts');
  });

  it('edit writes into the text and keeps its comments', () => {
    const { text } = answerOf('edit', { text: POD, edits: { 'fleet.gpus': '2032' } });
    expect(text).toContain('2032');
    expect(text).toContain('# 127 nodes');
    expect(answerOf('edit', { text: POD })).toEqual({ text: POD });
  });

  it('schema and catalogue answer without input', () => {
    expect(answerOf('schema', {})).toMatchObject({ title: 'Gigafactory factory file' });
    const catalogue = answerOf('catalogue', {});
    expect(Object.keys(catalogue)).toContain('gpu');
    expect(catalogue['gpu']?.['h100-sxm']).toMatchObject({
      label: expect.stringContaining('H100'),
      figures: { memory: { unit: expect.stringMatching(/B$/) } },
    });
    const { active } = catalogue['model']!['deepseek-v3']!.figures;
    expect(active!.value / 37e9).toBeCloseTo(1, 1);
    for (const entries of Object.values(catalogue)) {
      expect(Object.keys(entries)).not.toEqual([]);
      for (const { label, figures } of Object.values(entries)) {
        expect(label).not.toBe('');
        expect(Object.keys(figures)).not.toEqual([]);
      }
    }
  });

  it.each(NAMES)('%s has a summary and a schema of its input', (name) => {
    expect(OPERATIONS[name].summary).toMatch(/\.$/);
    expect(inputSchema(name)).toMatchObject({ type: 'object', additionalProperties: false });
  });
});

describe('twin and replay', () => {
  const twin = (over: Partial<Input<'twin'>> = {}) =>
    answerOf('twin', { text: POD, days: 20, lives: 4, seed: 1, ...over });

  it('live the same lives for the same seed, and others for another', () => {
    expect(twin()).toEqual(twin());
    expect(twin({ seed: 2 }).digest).not.toBe(twin().digest);
    const replayed = (seed: number) => answerOf('replay', { text: POD, days: 20, seed });
    expect(replayed(1)).toEqual(replayed(1));
    expect(replayed(2).digest).not.toBe(replayed(1).digest);
  });

  it('live the days asked for, or 54, or to the end of the run', () => {
    expect(twin()).toMatchObject({ horizon: 20 * 86_400, lived: { mean: 20 * 86_400 } });
    const { duration, goodput } = answerOf('plan', { text: POD }).training['pretrain']!;
    const whole = answerOf('twin', { text: POD, lives: 4 });
    expect(whole).toMatchObject({ horizon: 54 * 86_400, byFormula: { duration, goodput } });
    expect(whole.outcomes.finished).toBe(4);
    expect(Math.abs(whole.lived.mean / duration - 1)).toBeLessThan(0.02);
  });

  it('has a default seed and number of lives', () => {
    const { seed, lives } = answerOf('twin', { text: POD, days: 1 });
    expect([seed, lives]).toEqual([7, 100]);
  });

  it('is answered by parts of its lives, whatever their order and carried as JSON', () => {
    const life = { text: POD, days: 20, seed: 1 };
    const input = { ...life, lives: 5 };
    const part = (from: number, before: number) =>
      JSON.parse(JSON.stringify(answerOf('lives', { ...life, from, before })));
    const answer = answerTwin(input, [part(3, 5), part(0, 1), part(1, 3)]);
    expect(answer).toEqual(dispatch('twin', input));
    expect(() => answerTwin(input, [part(3, 5), part(0, 1)])).toThrow('life 1 is missing');
  });

  it('says when the run ends and what lost time costs', () => {
    const { endDate, duration, costOfLost, lost } = twin();
    const { training, money } = answerOf('plan', { text: POD });
    const { start, gpus } = training['pretrain']!;
    expect(endDate!.p90 - start!).toBeCloseTo(duration!.p90, 6);
    const { total, byCause } = costOfLost!;
    expect(byCause.rework).toBeCloseTo(lost.rework.mean * gpus * money!.perGpuHour, 6);
    const sum = Object.values(byCause).reduce((a, b) => a + b, 0);
    expect(total).toBeCloseTo(sum, 6);
  });

  it('replays the spread of a life over its time', () => {
    const { runs, horizon, nodes } = answerOf('replay', { text: POD, days: 20 });
    const [{ samples, nodes: gangNodes }] = runs as [(typeof runs)[number]];
    expect([gangNodes, nodes]).toEqual([120, 127]);
    expect(samples.useful.at(-1)).toBeLessThanOrEqual(horizon);
    const lost = Object.values(samples.lost).reduce((sum, of) => sum + of.at(-1)!, 0);
    expect(samples.useful.at(-1)! + lost).toBeCloseTo(samples.time.at(-1)!, 0);
  });
});
