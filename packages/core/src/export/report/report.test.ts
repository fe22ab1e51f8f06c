import { describe, expect, it } from 'vitest';
import { readFactory } from '../../factory/index.ts';
import { planFactory, planMemory } from '../../plan/index.ts';
import { type ReportInput, renderReport } from './index.ts';

/** Markup, quotes, a control, a change of direction and half a character. */
const NASTY = `</style><script>alert(1)</script>"'&\u0007\u202e\ud800`;

const TEXT = `gigafactory: 1
name: Little pod
about: Eight nodes to try things on.
hardware: { gpu: h100-sxm, node: hgx-h100 }
fleet: { gpus: 64 }
schedule: { start: 2026-01-05, tasks: { build: { takes: 4 weeks } } }
runs:
  sft: { model: llama3-8b, tokens: 15B, globalBatch: 512, sequenceLength: 8192 }
services:
  chat: { gpus: 16, gpusPerReplica: 8 }
requirements:
  - { claim: It is small, quantity: fleet.gpus, atMost: 100 GPUs }
  - { claim: It is large, source: Nobody, quantity: fleet.gpus, atLeast: 100 GPUs }
  - { claim: It lives, quantity: twin.sft.goodput, atLeast: 0.5 }
`;

function inputOf(text: string, over: Partial<ReportInput> = {}): ReportInput {
  const read = readFactory(text);
  const none = { problems: [], without: [], memory: [], lived: [] };
  const about = { file: 'pod.yaml', text, edits: {}, version: '1.2.3', date: '2026-11-30' };
  if (!read.ok) return { ...about, ...none, problems: read.problems, ...over };
  const planned = planFactory(read.value);
  if (!planned.ok) {
    const requirements = read.value.requirements.filter(
      ({ quantity }) => !/training|twin/.test(quantity.text),
    );
    const rest = planFactory({ ...read.value, runs: {}, requirements });
    const without = Object.keys(read.value.runs);
    const partial = rest.ok ? { plan: rest.value, without } : {};
    const { problems } = planned;
    return { ...about, ...none, problems, factory: read.value, ...partial, ...over };
  }
  const memory = Object.keys(read.value.runs).flatMap((name) => {
    const report = planMemory(read.value, name);
    return report.ok ? [report.value] : [];
  });
  return { ...about, ...none, factory: read.value, plan: planned.value, memory, ...over };
}

/** Headings in order: `2 Schedule`. */
function headingsOf(page: string): string[] {
  return [...page.matchAll(/<h(\d)[^>]*>(.*?)<\/h\d>/g)].map(
    ([, level, text]) => `${level} ${text}`,
  );
}

const PAGE = renderReport(inputOf(TEXT));

describe('a report', () => {
  it('of a text that is no factory file says where it is wrong, and shows it', () => {
    const page = renderReport(inputOf('gigafactory: 1\nfleet: { gpus: many }\n'));
    expect(headingsOf(page)).toEqual(['1 pod.yaml', '2 The problems', '2 The factory file']);
    expect(page).toContain('No figure can be given before its problems are solved.');
    expect(page).toMatch(/<mark>fleet: \{ gpus: many \}<\/mark>/);
  });

  it('of a file that cannot be planned whole has the problems first, then what can be planned', () => {
    const bad = TEXT.replace('llama3-8b', 'llama31-405b, strategy: { tp: 1, pp: 1 }');
    const claim = '  - { claim: Quick, quantity: training.sft.duration, atMost: 1 d }\n';
    const page = renderReport(inputOf(bad + claim));
    expect(headingsOf(page).slice(0, 3)).toEqual([
      '1 Little pod',
      '2 The problem',
      '2 Requirements',
    ]);
    expect(page).toContain('of the factory without sft.');
    expect(page).not.toContain('<p class="words">Quick</p>');
    expect(headingsOf(page)).not.toContain('2 Training');
  });

  it('of a plan has this structure', () => {
    expect(headingsOf(PAGE)).toEqual([
      '1 Little pod',
      '2 Requirements',
      '2 Schedule',
      '2 Power',
      '2 Money',
      '3 CapEx',
      '3 OpEx, a year',
      '2 Hardware and network',
      '2 Training',
      '3 sft',
      '4 Memory of a GPU by pipeline stage',
      '2 Services',
      '2 Assumptions',
      '2 Sources',
      '2 The factory file',
    ]);
    expect(PAGE).toContain('2026-11-30 · pod.yaml · Gigafactory 1.2.3');
  });

  it('has what fails before what holds, and what only the twin can judge last', () => {
    const claims = [...PAGE.matchAll(/<p class="words">(.*?)<\/p>/g)].map(([, claim]) => claim);
    expect(claims).toEqual(['It is large', 'It is small', 'It lives']);
  });

  it('says how a run is split in words', () => {
    expect(PAGE).toContain('Data parallelism <span class="quiet">DP</span>');
    expect(PAGE).toMatch(/copies of the model each work on their part of every batch/);
  });

  it('says of an assumed value why, and of a source where', () => {
    expect(PAGE).toMatch(/<section id="assumptions"[\s\S]*No storage price was given/);
    expect(PAGE).toMatch(
      /<a href="https:\/\/arxiv\.org\/abs\/2407\.21783" rel="noopener noreferrer">/,
    );
  });

  it('names the values that were changed for it', () => {
    const page = renderReport(inputOf(TEXT, { edits: { 'fleet.gpus': '128', 'site.pue': '' } }));
    expect(page).toContain('<code>fleet.gpus: 128</code>, <code>site.pue left out</code>');
  });

  it('has the twin only where it was asked for', () => {
    const spread = { mean: 0.9, p10: 0.8, p50: 0.9, p90: 0.95 };
    const lived = {
      ...{ run: 'sft', seed: 7, lives: 20, horizon: 86400, digest: '0123456789abcdef' },
      ...{ ettr: spread, interruptions: { unexpected: spread, planned: spread } },
      ...{ lost: { rework: { mean: 8640 } }, lived: { mean: 86400 } },
    };
    expect(PAGE).not.toContain('id="twin"');
    const page = renderReport(inputOf(TEXT, { lived: [lived] }));
    expect(headingsOf(page)).toContain('2 The twin');
    expect(page).toContain('90% (80% to 95%)');
    expect(page).toContain('has no end');
  });
});

describe('the scenarios of a report', () => {
  const compared = {
    scenarios: [
      { name: 'base', edits: {}, problems: [] },
      { name: 'Twice', about: 'Two pods.', edits: { 'fleet.gpus': '128' }, problems: [] },
      {
        name: NASTY,
        edits: { [NASTY]: '' },
        problems: [{ code: 'a', message: `Not so: ${NASTY}` }],
      },
    ],
    figures: [
      { path: 'fleet.gpus', label: 'GPUs', unit: 'GPU', values: [64, 128, null] },
      { path: 'training.sft.mfu', label: 'MFU', unit: '%', values: [0.4, 0.4, null] },
    ],
    requirements: [{ claim: 'It is small', verdicts: ['holds', 'fails', null] as const }],
    leftOut: ['Sixth'],
  };
  const page = renderReport(inputOf(TEXT, { compared }));
  const part = /<section id="scenarios"[\s\S]*?<\/section>/.exec(page)?.[0] ?? '';
  const textOf = (markup: string) =>
    markup
      .replaceAll('</t', ' |</t')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ');

  it('stand side by side with the file, each figure with its difference', () => {
    expect(headingsOf(page)).toContain('2 Scenarios');
    const text = textOf(part);
    expect(text).toContain('GPUs | 64 GPUs | 128 GPUs +100% | none |');
    expect(text).toContain('MFU, sft | 40% | 40% the same | none |');
    expect(text).toContain('It is small | holds | fails | none |');
    expect(text).toContain('Two pods. fleet.gpus: 128');
    expect(text).toContain('It cannot be planned. Not so:');
    expect(text).toContain('more do not fit side by side: Sixth.');
  });

  it('are told with any name, none of which is markup', () => {
    expect(page).not.toContain('<script');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(part).toContain('\\u202e');
  });

  it('are left out where the file has none, and the one that is shown is named', () => {
    const none = { scenarios: [{ name: 'base', edits: {}, problems: [] }], figures: [] };
    const bare = renderReport(
      inputOf(TEXT, { compared: { ...none, requirements: [], leftOut: [] }, scenario: 'Twice' }),
    );
    expect(bare).not.toContain('id="scenarios"');
    expect(bare).toContain('Of its scenario “Twice”.');
    expect(PAGE).not.toContain('Of its scenario');
  });
});

describe('the page of a report', () => {
  it('loads nothing, runs nothing, and forbids both', () => {
    expect(PAGE).toContain(
      `http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;;`,
    );
    expect(PAGE).not.toMatch(/<(script|img|iframe|object|embed|audio|video|form|base)\b/i);
    const outside = [...PAGE.matchAll(/(?:src|href|xlink:href|action|data)="([^"]*)"/g)]
      .map(([, target]) => target!)
      .filter((target) => !target.startsWith('#') && target !== 'data:,');
    const links = [...PAGE.matchAll(/<a href="(https?:[^"]*)"/g)].map(([, target]) => target!);
    expect(outside.sort()).toEqual(links.sort());
    expect(/<style>([\s\S]*)<\/style>/.exec(PAGE)?.[1]).not.toMatch(/url\(|@import|@font-face/);
  });

  it('can be read on paper: no text below 7.5 points', () => {
    const print = /@media print \{([\s\S]*)\}/.exec(PAGE)?.[1] ?? '';
    const sizes = [...print.matchAll(/font-size: ([\d.]+)(\w+)/g)];
    expect(sizes.length).toBeGreaterThan(8);
    expect(sizes.filter(([, size, unit]) => unit !== 'pt' || Number(size) < 7.5)).toEqual([]);
  });

  it('shows names with any character and reads none as markup', () => {
    const input = inputOf(TEXT, { file: NASTY, edits: { [NASTY]: NASTY } });
    const factory = { ...input.factory!, name: NASTY, about: NASTY };
    const plan = { ...input.plan!, name: NASTY, about: NASTY };
    const renamed = { ...plan.training['sft']!, model: NASTY, stack: NASTY, warnings: [NASTY] };
    const claims = plan.requirements.map((each) => ({ ...each, claim: NASTY, saidBy: NASTY }));
    const page = renderReport({
      ...{ ...input, factory, text: NASTY },
      plan: { ...plan, training: { [NASTY]: renamed }, requirements: claims },
      problems: [
        { code: 'a', message: NASTY, path: NASTY, nearest: NASTY, edits: { [NASTY]: NASTY } },
      ],
      memory: input.memory.map((each) => ({ ...each, run: NASTY })),
    });
    expect(page).not.toContain('<script');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
    expect(page).toContain('\\u202e');
    expect(page.match(/<section /g)?.length).toBe(page.match(/<\/section>/g)?.length);
  });

  it('makes no link of what is no page', () => {
    const source = { title: 'Trick', url: 'javascript:alert(1)' };
    const input = inputOf(TEXT);
    const notes = { ...input.plan!.notes };
    const id = 'factory.fleet.gpus';
    notes[id] = { ...notes[id]!, sources: [source] };
    const page = renderReport({ ...input, plan: { ...input.plan!, notes } });
    expect(page).toContain('<p class="link">javascript:alert(1)</p>');
  });

  it('has one first heading, and skips no level', () => {
    const levels = headingsOf(PAGE).map((heading) => Number(heading[0]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, index) => {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  it('names every table, its columns and rows, and every picture', () => {
    const count = (pattern: RegExp) => [...PAGE.matchAll(pattern)].length;
    expect(count(/<table/g)).toBeGreaterThan(8);
    expect(count(/<caption>[^<]+<\/caption>/g)).toBe(count(/<table/g));
    expect(PAGE).not.toMatch(/<th(?! scope="(col|row)")[ >]/);
    expect(count(/<svg role="img"[^>]*><title>[^<]+<\/title>/g)).toBeGreaterThan(4);
    expect(PAGE).not.toMatch(/<svg(?! role="img"[^>]*><title>)(?![^>]*aria-hidden="true")/);
    expect(PAGE).toContain('<html lang="en">');
  });

  it('is the same for the same input', () => {
    expect(renderReport(inputOf(TEXT))).toBe(PAGE);
  });
});
