import { describe, expect, it } from 'vitest';
import { exampleText, factoryOf, POD, podWith } from '../factory.fixture.ts';
import { type Change, restructure } from '../index.ts';

const GIGA = exampleText('gigafactory-of-compute');

function done(text: string, change: Change) {
  const result = restructure(text, change);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function refusal(text: string, change: Change): string {
  const result = restructure(text, change);
  if (result.ok) throw new Error(result.value.text);
  return result.problems.map(({ code, message }) => `${code} ${message}`).join(' ');
}

/** The lines that differ, the old ones first. */
function changes(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}

describe('restructure', () => {
  it('refuses what it cannot do, and says why', () => {
    expect(refusal('a: [', { do: 'add', to: 'runs' })).toMatch(/^yaml\.syntax/);
    expect(refusal('', { do: 'add', to: 'runs' })).toMatch(/^edit\.path/);
    expect(refusal(POD, { do: 'remove', path: 'fleet.gpus' })).toMatch(/^entry\.unknown .*run, /);
    expect(refusal(POD, { do: 'remove', path: 'runs.pretrian' })).toContain('it has pretrain');
    expect(refusal(POD, { do: 'rename', path: 'runs.pretrain', name: '2nd' })).toMatch(
      /^entry\.name/,
    );
    expect(refusal(POD, { do: 'rename', path: 'requirements.0', name: 'x' })).toContain('"claim"');
    expect(refusal(POD, { do: 'add', to: 'runs', name: 'pretrain' })).toMatch(/^entry\.taken/);
    const served = done(POD, { do: 'add', to: 'services', name: 'chat' }).text;
    expect(refusal(served, { do: 'rename', path: 'runs.pretrain', name: 'chat' })).toContain(
      'already a service "chat"',
    );
    expect(refusal(POD, { do: 'add', to: 'hazards', name: 'rain' })).toMatch(
      /^entry\.name .*domains/,
    );
    expect(refusal(POD, { do: 'add', to: 'scenarios', name: 'base' })).toMatch(/^entry\.name/);
    expect(refusal(POD, { do: 'add', to: 'runs', value: '{a: [' })).toMatch(/^entry\.value/);
  });

  it('adds a run like the first, behind it', () => {
    const { text, path } = done(GIGA, { do: 'add', to: 'runs' });
    expect(path).toBe('runs.run-1');
    expect(changes(GIGA, text)).toEqual([
      '+   run-1:',
      '+     gpus: 98,304',
      '+     sequenceLength: 8192',
      '+     globalBatch: 12,288',
      '+     compute: 4.6e26 FLOP',
    ]);
    const { runs } = factoryOf(text);
    expect(Object.keys(runs)).toEqual(['grok-3', 'run-1']);
    expect(runs['run-1']).toMatchObject({ model: 'grok-3', precision: 'bf16' });
  });

  it('adds a first run, and the section for it where it usually stands', () => {
    const bare =
      'gigafactory: 1\nhardware:\n  gpu: h100-sxm\nfleet:\n  gpus: 4096\nrequirements: []\n';
    const { text } = done(bare, { do: 'add', to: 'runs', name: 'first' });
    expect(text).toContain(
      'fleet:\n  gpus: 4096\nruns:\n  first:\n    model: llama3-8b\n    gpus: 1024\n',
    );
    expect(text).toMatch(/requirements: \[\]\n$/);
    const claim = done(text, {
      do: 'add',
      to: 'requirements',
      value: '{claim: Big, quantity: fleet.gpus, atLeast: "1,000"}',
    });
    expect(claim.text).toContain(
      'requirements:\n  - claim: Big\n    quantity: fleet.gpus\n    atLeast: "1,000"\n',
    );
    expect(claim.path).toBe('requirements.0');
    const task = done(text, { do: 'add', to: 'schedule.tasks', name: 'delivery' });
    expect(task.text).toContain(
      'schedule:\n  start: 2027-01-04\n  tasks:\n    delivery:\n      takes: 4 weeks\n',
    );
  });

  it('renames a run wherever it is named', () => {
    const text = GIGA.replace('atMost: 183 d', 'atMost: 183 d # training.grok-3 of xAI');
    const renamed = done(text, { do: 'rename', path: 'runs.grok-3', name: 'main' });
    expect(changes(text, renamed.text)).toEqual([
      '-     quantity: training.grok-3.duration',
      '-     runs.grok-3.gpus: 49,152',
      '+   main:',
      '+     quantity: training.main.duration',
      '+     runs.main.gpus: 49,152',
    ]);
    expect(renamed.also).toEqual([
      { path: 'requirements.6.quantity', change: 'renamed' },
      { path: 'scenarios.50,000 GPUs.runs.grok-3.gpus', change: 'renamed' },
    ]);
  });

  it('renames no figure whose name only begins or ends like it', () => {
    const text = `${POD}  - claim: Other\n    quantity: training.pretrain-2.duration + training.pretrain.duration-x\n    atMost: 1\n`;
    const renamed = done(text, { do: 'rename', path: 'runs.pretrain', name: 'main' }).text;
    expect(renamed).toContain('quantity: training.pretrain-2.duration + training.main.duration-x');
  });

  it('renames tasks and models where others name them', () => {
    const task = done(GIGA, {
      do: 'rename',
      path: 'schedule.tasks.cooling',
      name: 'chillers',
    }).text;
    expect(task).toContain('after: [switchgear, chillers, building, nodes]');
    const model = done(GIGA, { do: 'rename', path: 'models.grok-3', name: 'big' }).text;
    expect(model).toContain(
      "  # The architecture of Grok 3 is not public. This is Grok 2's kind of model, scaled.\n  big:",
    );
    expect(model).toContain('    model: big\n');
    const namesake = POD.replace('llama: llama3-70b', 'llama3-8b: {layers: 48}').replace(
      'model: llama\n',
      'model: llama3-8b\n',
    );
    const renamed = done(namesake, { do: 'rename', path: 'models.llama3-8b', name: 'mine' }).text;
    expect(renamed).toContain('mine: {layers: 48, use: llama3-8b}');
    expect(factoryOf(renamed).models['mine']?.hidden.value).toBe(4096);
  });

  it('removes an entry with its comments, and what is about nothing else', () => {
    const text = GIGA.replace('runs:\n', 'runs:\n  # The one that matters.\n').replace(
      'requirements:\n',
      'requirements:\n  # Counted at the door.\n',
    );
    const { text: after, also } = done(text, { do: 'remove', path: 'runs.grok-3' });
    expect(factoryOf(after).runs).toEqual({});
    expect(also).toEqual([
      { path: 'requirements.6', change: 'removed' },
      { path: 'scenarios.50,000 GPUs.runs.grok-3.gpus', change: 'removed' },
    ]);
    expect(after).not.toContain('The one that matters');
    expect(after).toContain('Counted at the door');
    const task = done(GIGA, { do: 'remove', path: 'schedule.tasks.cooling' });
    expect(task.text).toContain('after: [switchgear, building, nodes]');
    expect(task.also).toEqual([
      { path: 'schedule.tasks.commissioning.after.1', change: 'removed' },
    ]);
  });

  it('keeps a model that a run trains, unless the catalogue has it too', () => {
    expect(refusal(GIGA, { do: 'remove', path: 'models.grok-3' })).toMatch(
      /^entry\.used grok-3 trains/,
    );
    const own = POD.replace('llama: llama3-70b', 'llama3-8b: {layers: 48}').replace(
      'model: llama\n',
      'model: llama3-8b\n',
    );
    const { text } = done(own, { do: 'remove', path: 'models.llama3-8b' });
    expect(factoryOf(text).models['llama3-8b']?.layers.value).toBe(32);
    expect(text).not.toContain('models:');
  });

  it('moves an entry with its comments, and leaves the blank lines between', () => {
    const text = podWith(
      'runs:\n',
      'runs:\n  # Before.\n\n  # Ours.\n  second: # also\n    model: llama\n    sequenceLength: 8192\n    globalBatch: 960\n    tokens: 1T\n    # inside\n\n',
    );
    const moved = done(text, { do: 'move', path: 'runs.second', by: 5 });
    expect(Object.keys(factoryOf(moved.text).runs)).toEqual(['pretrain', 'second']);
    expect(moved.text).toMatch(
      /runs:\n {2}# Before\.\n\n {2}pretrain:[\s\S]*?\n\n {2}# Ours\.\n {2}second: # also\n[\s\S]*# inside\nreq/,
    );
    expect(done(moved.text, { do: 'move', path: 'runs.second', by: -1 }).text).toBe(text);
  });

  it('keeps the paths of scenarios to claims that move or go', () => {
    const text = `${GIGA}    requirements.3.atMost: $7B\n    requirements.7.atMost: 160 MW\n`;
    const moved = done(text, { do: 'move', path: 'requirements.3', by: -2 });
    expect(moved.path).toBe('requirements.1');
    expect(moved.text).toContain(
      '    requirements.1.atMost: $7B\n    requirements.7.atMost: 160 MW\n',
    );
    const { text: less } = done(text, { do: 'remove', path: 'requirements.3' });
    expect(less).not.toContain('$7B');
    expect(less).toContain('    requirements.6.atMost: 160 MW\n');
  });

  it('refuses to move or remove an anchor away from an alias that needs it', () => {
    const text = podWith(
      'runs:\n',
      'runs:\n  first: &run {model: llama, gpus: 8, sequenceLength: 8192, globalBatch: 8, tokens: 1T}\n  second: *run\n',
    );
    expect(refusal(text, { do: 'move', path: 'runs.first', by: 1 })).toMatch(/^edit\.anchor/);
    expect(refusal(text, { do: 'remove', path: 'runs.first' })).toMatch(/^edit\.anchor/);
    expect(
      factoryOf(done(text, { do: 'move', path: 'runs.second', by: 1 }).text).runs,
    ).toHaveProperty('second');
  });

  it('works inside braces, and with the line ends of Windows', () => {
    const flow =
      'gigafactory: 1\nhardware: {gpu: h100-sxm}\nfleet: {gpus: 64}\nmodels: {a: llama3-8b, b: grok1} # ours\n';
    expect(done(flow, { do: 'move', path: 'models.a', by: 1 }).text).toContain(
      'models: {b: grok1, a: llama3-8b} # ours',
    );
    expect(done(flow, { do: 'remove', path: 'models.a' }).text).toContain(
      'models: {b: grok1} # ours',
    );
    expect(done(flow, { do: 'rename', path: 'models.a', name: 'c' }).text).toContain(
      'models: {c: llama3-8b,',
    );
    expect(done(flow, { do: 'add', to: 'models', name: 'c' }).text).toContain(
      'b: grok1, c: {use: llama3-70b}} # ours',
    );
    const windows = POD.replaceAll('\n', '\r\n');
    const added = done(windows, { do: 'add', to: 'runs' });
    expect(added.text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(done(added.text, { do: 'remove', path: added.path }).text).toBe(windows);
    expect(
      done(added.text, { do: 'move', path: added.path, by: -1 }).text.replaceAll('\r\n', ''),
    ).not.toContain('\n');
  });

  it('keeps a section that has comments of its own when its last entry goes', () => {
    const text = podWith('models:\n', '# What is trained.\nmodels: # all of them\n').replace(
      'model: llama\n',
      'model: llama3-8b\n',
    );
    const { text: empty } = done(text, { do: 'remove', path: 'models.llama' });
    expect(empty).toContain('# What is trained.\nmodels: {} # all of them\nruns:');
    const back = done(empty, { do: 'add', to: 'models', name: 'llama', value: 'llama3-70b' });
    expect(back.text).toBe(text);
  });
});
