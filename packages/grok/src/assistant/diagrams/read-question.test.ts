import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import { csvParse } from 'd3-dsv';
import { describe, expect, it } from 'vitest';
import { readDiagramQuestion } from './read-question.ts';

const SHEETS = join(import.meta.dirname, '../../../evaluation');
const POD = join(import.meta.dirname, '../../../../../examples/diagrams/pod.mmd');

function read(text: string) {
  const diagram = dispatch('diagram', { text });
  if (!diagram.ok) throw new Error(diagram.problems[0]?.message);
  return diagram.value;
}

const pod = read(readFileSync(POD, 'utf8'));
const graph = (ask: object) => ({ kind: 'graph', ask });

describe('a question that is not about the diagram', () => {
  it.each([
    'what does the facility draw?',
    'what if we had 50,000 GPUs?',
    'how does checkpointing work?',
    'why is the step time that long?',
    '',
    '???',
  ])('is left to the rest: %j', (text) => {
    expect(readDiagramQuestion(text, pod)).toBeUndefined();
  });

  it.each([
    ['a', 'is it a good plan?'],
    ['how', 'how long does the run take?'],
    ['what is', 'what does it cost?'],
  ])('is left to it although a node is called %j', (id, text) => {
    expect(readDiagramQuestion(text, read(`graph { "${id}" -- b9 }`))).toBeUndefined();
  });
});

describe('a question about the diagram', () => {
  it.each([
    ['what hangs off leaf 3?', graph({ what: 'beyond', of: 'Leaf 3' })],
    ['What happens if SPINE-1 fails?', graph({ what: 'beyond', of: 'Spine 1' })],
    ['what do we lose without leaf4', graph({ what: 'beyond', of: 'Leaf 4' })],
    ['what hangs off leaf 99?', graph({ what: 'beyond', of: 'leaf 99' })],
    ['what is linked to the storage?', graph({ what: 'neighbours', of: 'Storage' })],
    ['neighbours of node 2', graph({ what: 'neighbours', of: 'Node 2' })],
    [
      'which paths lead from node 1 to storage?',
      graph({ what: 'paths', from: 'Node 1', to: 'Storage' }),
    ],
    ['how does node 1 reach node 4?', graph({ what: 'paths', from: 'Node 1', to: 'Node 4' })],
    ['which path has one link?', graph({ what: 'links', is: 1 })],
    ['which pairs have only a single link', graph({ what: 'links', is: 1 })],
    ['how many links are there between pairs?', graph({ what: 'links' })],
    ['which nodes have 3 connections?', graph({ what: 'degrees', is: 3 })],
    ['which has the most links?', graph({ what: 'degrees' })],
    ['any single points of failure?', graph({ what: 'cuts' })],
    ['is everything connected?', graph({ what: 'parts' })],
    ['how many leaves are there?', graph({ what: 'count', by: 'kind' })],
    ['how many nodes are in each rack?', graph({ what: 'count', by: 'group' })],
    ['what differs from the plan?', { kind: 'compare' }],
    ['Does this match the plan?', { kind: 'compare' }],
    ['make a draft of a factory file', { kind: 'draft' }],
    ['what does this diagram show?', { kind: 'describe' }],
  ])('is read: %s', (text, expected) => {
    expect(readDiagramQuestion(text, pod)).toEqual(expected);
  });

  it.each([
    ['how many GPUs do we need?', undefined],
    ['what differs from scenario b?', undefined],
    ['what differs from the plan?', { kind: 'compare' }],
    ['how many leaves does the diagram show?', graph({ what: 'count', by: 'kind' })],
    ['what hangs off leaf 3?', graph({ what: 'beyond', of: 'Leaf 3' })],
  ])('that was attached before is named: %s', (text, expected) => {
    expect(readDiagramQuestion(text, pod, { isNew: false })).toEqual(expected);
  });

  it('takes the longest name', () => {
    const diagram = read(
      'graph { "Spine"; "Spine 1"; "Spine 1 b"; "Spine" -- "Spine 1" -- "Spine 1 b" }',
    );
    expect(readDiagramQuestion('what is linked to spine 1 b?', diagram)).toEqual(
      graph({ what: 'neighbours', of: 'Spine 1 b' }),
    );
  });
});

describe('a question about the factory, after a diagram was attached', () => {
  const sheets = readdirSync(SHEETS).filter((name) => name.endsWith('.csv'));
  const questions = sheets.flatMap((name) =>
    csvParse(readFileSync(join(SHEETS, name), 'utf8')).map(({ question = '' }) => question),
  );
  const caughtBy = (diagram: ReturnType<typeof read>) =>
    questions.filter((each) => readDiagramQuestion(each, diagram, { isNew: false }));

  it('is left to the factory: all of the evaluation', () => {
    expect(questions.length).toBeGreaterThan(1000);
    expect(caughtBy(pod)).toEqual([]);
  });

  it('is left to it although every word that anybody asks with is a label', () => {
    const labels = new Set(
      questions
        .join(' ')
        .toLowerCase()
        .match(/\p{L}+/gu),
    );
    const hostile = read(`graph { ${[...labels].map((label) => `"${label}"`).join('; ')} }`);
    // Only those that use words of graphs too.
    for (const caught of caughtBy(hostile))
      expect(caught.toLowerCase()).toMatch(
        /link|fail|lose|lost|gone|reach|dies|hang|without|behind|done/,
      );
    expect(caughtBy(hostile).length / questions.length).toBeLessThan(0.03);
    expect(readDiagramQuestion('what if pue 1?', hostile, { isNew: false })).toBeUndefined();
  });
});
