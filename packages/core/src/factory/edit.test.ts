import { describe, expect, it } from 'vitest';
import { EXAMPLES, exampleText, factoryOf, POD, podWith } from './factory.fixture.ts';
import { editFactory } from './index.ts';

function edited(text: string, edits: Readonly<Record<string, string>>): string {
  const result = editFactory(text, edits);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function refusal(text: string, edits: Readonly<Record<string, string>>): string {
  const result = editFactory(text, edits);
  if (result.ok) throw new Error(result.value);
  return result.problems.map(({ code }) => code).join(' ');
}

/** The lines that differ, the old ones first. */
function changes(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}

describe('editFactory', () => {
  it.each(EXAMPLES)('leaves %s as it is where nothing is edited', (name) => {
    const text = exampleText(name);
    expect(edited(text, {})).toBe(text);
    const { value } = factoryOf(text).fleet.gpus;
    expect(editFactory('no: [yaml', {})).toEqual({ ok: true, value: 'no: [yaml' });
    expect(factoryOf(edited(text, { 'fleet.gpus': String(value) })).fleet.gpus.value).toBe(value);
  });

  it('changes one value and keeps the comment behind it, and all else', () => {
    const text = exampleText('one-pod');
    expect(changes(text, edited(text, { 'fleet.gpus': '2,032' }))).toEqual([
      '-   gpus: 1016 # 127 nodes; the ports of one more serve the fabric manager',
      '+   gpus: 2,032 # 127 nodes; the ports of one more serve the fabric manager',
    ]);
  });

  it('turns the bare name of a catalogue entry into one with a value in place', () => {
    expect(changes(POD, edited(POD, { 'hardware.gpu.tdp': '650 W' }))).toEqual([
      '-   gpu: h100-sxm',
      '+   gpu: {use: h100-sxm, tdp: 650 W}',
    ]);
    const twice = edited(POD, { 'hardware.gpu.tdp': '650 W', 'hardware.gpu.memory': '90,000 MB' });
    expect(twice).toContain('gpu: {use: h100-sxm, tdp: 650 W, memory: "90,000 MB"}');
    expect(factoryOf(twice).hardware.gpu.memory.value).toBe(90e9);
    expect(
      edited(podWith('h100-sxm', 'h100-sxm # ours'), { 'hardware.gpu.tdp': '650 W' }),
    ).toContain('{use: h100-sxm, tdp: 650 W} # ours');
  });

  it('takes the dot of a catalogue model for a part of its name', () => {
    const layers = { 'models.pythia-1.4b.layers': '48' };
    const text = edited('gigafactory: 1\n', layers);
    expect(text).toBe('gigafactory: 1\nmodels:\n  "pythia-1.4b":\n    layers: 48\n');
    expect(edited(text, { ...layers, 'models.pythia-1.4b.layers': '32' })).toContain('layers: 32');
    expect(edited(text, { 'models.pythia-1.4b': 'grok1' })).toMatch(/"pythia-1\.4b":\s+grok1/);
    expect(edited(text, { 'models.pythia-1.4b': '' })).not.toContain('pythia');
    expect(edited('{}\n', { 'models.pythia-1.layers': '48' })).toContain('pythia-1: {layers: 48}');
  });

  it('changes the name without losing the values in place', () => {
    const text = edited(POD, { 'hardware.gpu.tdp': '650 W' });
    expect(edited(text, { 'hardware.gpu.use': 'h200-sxm' })).toContain(
      '{use: h200-sxm, tdp: 650 W}',
    );
    expect(edited(POD, { 'hardware.gpu.use': 'h200-sxm' })).toContain('gpu: {use: h200-sxm}');
  });

  it('turns a bare quantity into parts once it gets a range', () => {
    const text = edited(POD, { 'schedule.tasks.delivery.takes.range': '[8 weeks, 36 weeks]' });
    expect(text).toContain('takes: {value: 16 weeks, range: [8 weeks, 36 weeks]}');
    expect(factoryOf(text).schedule!.tasks['delivery']!.takes.range).toBeDefined();
  });

  it('adds what is not there, in block or in braces as its surroundings', () => {
    expect(changes(POD, edited(POD, { 'site.pue': '1.2' }))).toEqual(['+ site:', '+   pue: 1.2']);
    expect(changes(POD, edited(POD, { 'runs.pretrain.strategy.tp': '8' }))).toEqual([
      '+     strategy:',
      '+       tp: 8',
    ]);
    const braces = podWith(
      '      after: [delivery]',
      '      after: [delivery] # last\nreferences: {}',
    );
    expect(braces).toContain('references: {}');
    expect(edited(braces, { 'references.money': '$6B' })).toContain('references: {money: $6B}');
    expect(edited(podWith('fleet:\n  gpus: 1016', 'fleet:'), { 'fleet.gpus': '8' })).toContain(
      'fleet: {gpus: 8}',
    );
  });

  it('adds behind the comment of the last line', () => {
    const text = podWith('atMost: 2 MW', 'atMost: 2 MW # at the meter');
    expect(edited(text, { 'requirements.0.source': 'Press' })).toContain(
      '    atMost: 2 MW # at the meter\n    source: Press\n',
    );
  });

  it('edits a whole map', () => {
    const text = edited(POD, { 'runs.pretrain.strategy': '{tp: 8, pp: 4}' });
    expect(text).toContain('    strategy: {tp: 8, pp: 4}\n');
    expect(edited(text, { 'runs.pretrain.strategy': '{tp: 4}' })).toContain('strategy: {tp: 4}\n');
    expect(edited(POD, { fleet: '{gpus: 8}' })).toContain('fleet:\n  {gpus: 8}\nschedule:');
  });

  it('edits, adds and removes items of a list', () => {
    expect(edited(POD, { 'requirements.0.atMost': '3 MW' })).toContain('atMost: 3 MW');
    const more = edited(POD, {
      'requirements.1': '{claim: Big, quantity: fleet.gpus, atLeast: "1,000"}',
    });
    expect(factoryOf(more).requirements.map(({ claim }) => claim)).toEqual(['Small', 'Big']);
    expect(edited(more, { 'requirements.0': '' })).toContain('requirements:\n  - {claim: Big');
    const after = 'schedule.tasks.installation.after';
    expect(edited(POD, { [`${after}.1`]: 'x' })).toContain('after: [delivery, x]');
    expect(edited(POD, { [`${after}.0`]: '' })).toContain('after: []');
    expect(edited(POD, { 'requirements.0': '' })).toContain('requirements:\n  []');
  });

  it('removes a key with its line, and only that', () => {
    expect(changes(POD, edited(POD, { 'schedule.tasks.installation.after': '' }))).toEqual([
      '-       after: [delivery]',
    ]);
    expect(changes(POD, edited(POD, { 'schedule.tasks.delivery': '' }))).toEqual([
      '-     delivery:',
      '-       takes: 16 weeks',
    ]);
    const text = edited(POD, { 'hardware.gpu.tdp': '650 W', 'hardware.gpu.price': '$2' });
    expect(edited(text, { 'hardware.gpu.tdp': '' })).toContain('{use: h100-sxm, price: $2}');
    expect(edited(text, { 'hardware.gpu.price': ' ' })).toContain('{use: h100-sxm, tdp: 650 W}');
    expect(edited(POD, { 'requirements.0.claim': '' })).toContain('  - quantity: power.facility\n');
    expect(edited(POD, { 'site.pue': '', 'hardware.gpu.tdp': '' })).toBe(POD);
  });

  it('quotes what braces would cut', () => {
    const text = podWith('fleet:\n  gpus: 1016', 'fleet: {gpus: 1016}');
    expect(edited(text, { 'fleet.gpus': '100,000' })).toContain('fleet: {gpus: "100,000"}');
  });

  it('replaces text over several lines by text on one', () => {
    const text = `${POD}about: >-\n  Two\n  lines\nsite:\n  pue: 1.2\n`;
    expect(edited(text, { about: 'One line' })).toContain('\nabout: One line\nsite:\n  pue: 1.2\n');
    expect(factoryOf(edited(POD, { about: '|-\n  Two\n  lines' })).about).toBe('Two\nlines');
  });

  it('keeps Windows line ends', () => {
    const text = POD.replaceAll('\n', '\r\n');
    const now = edited(text, {
      'site.pue': '1.2',
      'fleet.gpus': '2032',
      'runs.pretrain.tokens': '1T tokens',
    });
    expect(now.replaceAll('\r\n', '')).not.toContain('\n');
    expect(factoryOf(now).site.pue.value).toBe(1.2);
  });

  it('edits a copy where an alias stands, and for every alias where its anchor stands', () => {
    const text = podWith('delivery:\n', 'delivery: &task\n').replace(
      '    installation:\n',
      '    test: *task\n    installation:\n',
    );
    const tasksOf = (now: string) => {
      const { delivery, test } = factoryOf(now).schedule!.tasks;
      return [delivery!.takes.value, test!.takes.value].map((seconds) => seconds / (7 * 86_400));
    };
    expect(tasksOf(edited(text, { 'schedule.tasks.test.takes': '2 weeks' }))).toEqual([16, 2]);
    expect(tasksOf(edited(text, { 'schedule.tasks.delivery.takes': '2 weeks' }))).toEqual([2, 2]);
    const gpus = podWith('gpus: 1016', 'gpus: &all 960').replace('gpus: 960', 'gpus: *all');
    expect(edited(gpus, { 'fleet.gpus': '480' })).toContain('gpus: &all 480');
    expect(edited(gpus, { 'runs.pretrain.gpus': '480' })).toContain('    gpus: 480\n');
    const gpu = podWith('gpu: h100-sxm', 'gpu: &gpu h100-sxm').replace('name: Pod', 'name: Pod');
    expect(edited(gpu, { 'hardware.gpu.tdp': '1 W' })).toContain(
      'gpu: &gpu {use: h100-sxm, tdp: 1 W}',
    );
  });

  it('does not take an anchor away from an alias', () => {
    const text = podWith('gpus: 1016', 'gpus: &all 960').replace('gpus: 960', 'gpus: *all');
    expect(refusal(text, { 'fleet.gpus': '' })).toBe('edit.anchor');
    expect(refusal(text, { fleet: '{gpus: 960}' })).toBe('edit.anchor');
    expect(refusal(POD, { 'fleet.gpus': '*nothing' })).toBe('edit.anchor');
  });

  it.each([
    ['[1', 'edit.invalid'],
    ['a: b: c', 'edit.invalid'],
    ['@', 'edit.invalid'],
    ['# only a comment', 'edit.invalid'],
    ['1\n---\n2', 'edit.invalid'],
    ['['.repeat(10_000), 'edit.invalid'],
    ['x'.repeat(1_000_000), 'edit.invalid'],
  ])('refuses the value %.20s', (value, code) => {
    expect(refusal(POD, { 'fleet.gpus': value })).toBe(code);
  });

  it.each([
    '',
    '.',
    'fleet.',
    '.fleet',
    'fleet..gpus',
    'requirements.7',
    'requirements.-1',
    'requirements.claim',
    'requirements.99999999999',
    'a.'.repeat(1000),
  ])('refuses the path "%.30s"', (path) => {
    expect(refusal(POD, { [path]: '1' })).toBe('edit.path');
  });

  it('tells every edit that it cannot do', () => {
    expect(refusal(POD, { 'fleet.gpus': '[', 'requirements.9': '1', 'site.pue': '1' })).toBe(
      'edit.invalid edit.path',
    );
  });

  it('refuses a file that is no YAML once, whatever the edits', () => {
    expect(refusal('a: [', { a: '1', b: '2' })).toBe('yaml.syntax');
    expect(refusal('- a list', { a: '1' })).toBe('edit.path');
  });

  it('writes keys that every object has as keys of the file', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const text = edited(POD, { [`models.${name}.layers`]: '1', [name]: '2' });
      expect(text).toContain(name);
      expect({}).not.toHaveProperty('layers');
    }
  });

  it('leaves what it cannot edit safely to a person', () => {
    expect(refusal('? a\n: ? b\n  : 1\n', { 'a.c': '2' })).toBe('edit.layout');
  });
});
