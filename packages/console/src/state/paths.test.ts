import { describe, expect, it } from 'vitest';
import { lineAt, linkTo, modelAt, movedTo, paths, runAt, serviceAt } from './paths.ts';

describe('paths', () => {
  it('are the addresses that people share', () => {
    const all = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, path()]));
    expect(all).toMatchInlineSnapshot(`
      {
        "assumptions": "/files/assumptions",
        "catalogue": "/files/catalogue",
        "chat": "/grok",
        "compare": "/plan/compare",
        "file": "/files/file",
        "hardware": "/plan/hardware",
        "models": "/files/models",
        "money": "/plan/money",
        "overview": "/",
        "power": "/plan/power",
        "runs": "/operate/runs",
        "schedule": "/plan/schedule",
        "services": "/operate/services",
        "training": "/plan/training",
        "twin": "/operate/twin",
        "whatIf": "/plan/what-if",
      }
    `);
    expect(linkTo(paths.money())).toBe('#/plan/money');
  });

  it('lead to a line of the file, and tell which', () => {
    expect(paths.file({ line: 12 })).toBe('/files/file/line/12');
    expect(lineAt(paths.file({ line: 12 }))).toBe(12);
    expect(lineAt(paths.file())).toBeUndefined();
    expect(lineAt('/files/file/line/x')).toBeUndefined();
  });
});

describe('runAt', () => {
  it('is no run on the page of all runs, nor below one', () => {
    expect(runAt(paths.runs())).toBeUndefined();
    expect(runAt('/operate/runs/nano/more')).toBeUndefined();
    expect(runAt('/operate/twin')).toBeUndefined();
  });

  it('is the name that the path was made of, whatever is in it', () => {
    for (const run of ['grok-nano', 'grok-nano@2', 'a/b #1 $(x)', '100 %', 'zwölf']) {
      expect(runAt(paths.runs({ run }))).toBe(run);
    }
    expect(runAt('/operate/runs/100%')).toBe('100%');
  });
});

describe('serviceAt and modelAt', () => {
  it('are each the name below their own page alone', () => {
    expect(serviceAt(paths.runs({ run: 'assistant' }))).toBeUndefined();
    expect(serviceAt('/operate/services/')).toBeUndefined();
    expect(serviceAt(paths.services({ service: 'assistant' }))).toBe('assistant');
    expect(modelAt(paths.models())).toBeUndefined();
    expect(modelAt(paths.models({ model: 'grok-nano@2' }))).toBe('grok-nano@2');
  });
});

describe('movedTo', () => {
  it('leaves alone what stands where it stood, and what never was', () => {
    for (const path of Object.values(paths)) expect(movedTo(path())).toBeUndefined();
    expect(movedTo('/nowhere')).toBeUndefined();
    expect(movedTo('/designs')).toBeUndefined();
  });

  it.each([
    ['/design', '/plan/hardware'],
    ['/power', '/plan/power'],
    ['/training', '/plan/training'],
    ['/twin', '/operate/twin'],
    ['/inputs', '/files/file'],
    ['/inputs/line/40', '/files/file/line/40'],
    ['/plan', '/plan/hardware'],
    ['/operate/', '/operate/twin'],
    ['/files', '/files/file'],
    ['/plan/money/', '/plan/money'],
  ])('takes %s to %s', (from, to) => {
    expect(movedTo(from)).toBe(to);
  });
});
