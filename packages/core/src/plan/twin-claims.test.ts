import { describe, expect, it } from 'vitest';
import { type Plan, planFactory } from './index.ts';
import { exampleText, factoryOf, planOf } from './notes.fixture.ts';

const POD = exampleText('one-pod');

const withClaim = (lines: string) => `${POD}
  - claim: In time
    source: The board
${lines.replace(/^/gm, '    ')}
`;

function problemOf(lines: string, text = withClaim(lines)) {
  const planned = planFactory(factoryOf(text));
  return planned.ok ? undefined : planned.problems[0];
}

function claimOf(lines: string): Plan['unjudged'][number] | undefined {
  return planOf(factoryOf(withClaim(lines))).unjudged[0];
}

describe('claims about the twin', () => {
  it.each([
    ['twin.nope.duration', 'requirement.quantity', undefined],
    ['twin.pretrian.duration', 'requirement.quantity', 'pretrain'],
    ['twin.pretrain.durations', 'requirement.quantity', 'duration'],
    ['twin.pretrain.constructor', 'requirement.quantity', undefined],
    ['twin.duration', 'requirement.twin', undefined],
    ['twin.pretrain.duration * 2', 'requirement.twin', undefined],
    ['training.pretrain.duration / twin.pretrain.duration', 'requirement.twin', undefined],
  ])('refuse %s', (quantity, code, nearest) => {
    const problem = problemOf(`quantity: ${quantity}\natMost: 30 d`);
    expect(problem).toMatchObject({ code, path: 'requirements.3.quantity', at: expect.anything() });
    expect(problem?.nearest).toBe(nearest);
  });

  it('refuse a bound in the unit of something else', () => {
    expect(problemOf('quantity: twin.pretrain.duration\natMost: 3 MW')).toMatchObject({
      code: 'quantity.dimension',
      path: 'requirements.3.atMost',
    });
  });

  it('refuse dates and money if the file has none', () => {
    const bare = `
gigafactory: 1
hardware: { gpu: h100-sxm, node: dgx-h100, rack: superpod-h100, switch: qm9700, nodeOptic: 400g-sr4, switchOptic: 800g-2xsr4 }
fleet: { gpus: 64 }
runs: { sft: { model: llama3-8b, gpus: 64, tokens: 15B, globalBatch: 512, sequenceLength: 8192 } }
requirements:
  - { claim: Done, quantity: twin.sft.end, atMost: 2026-01-01 }
`;
    expect(problemOf('', bare)).toMatchObject({ code: 'requirement.absent' });
  });

  it('are the only ones with a percentile', () => {
    expect(problemOf('quantity: power.facility\npercentile: 90\natMost: 3 MW')).toMatchObject({
      code: 'requirement.percentile',
      path: 'requirements.3.percentile',
      at: expect.anything(),
    });
  });

  it('are left to the simulation, with what the file says', () => {
    expect(claimOf('quantity: twin.pretrain.duration\npercentile: 90\natMost: 30 d')).toEqual({
      index: 3,
      claim: 'In time',
      saidBy: 'The board',
      quantity: 'twin.pretrain.duration',
      run: 'pretrain',
      figure: 'duration',
      percentile: 90,
      relation: 'atMost',
      unit: 'd',
      bound: 30 * 86_400,
      line: expect.any(Number),
    });
    expect(claimOf('quantity: twin.pretrain.goodput\natLeast: 90 %')).toMatchObject({
      percentile: 50,
      bound: 0.9,
    });
  });

  it('are not requirements on the plan', () => {
    const { requirements } = planOf(
      factoryOf(withClaim('quantity: twin.pretrain.end\natMost: 2027-01-01')),
    );
    expect(requirements.map(({ source }) => source)).toEqual(['plan', 'plan', 'plan']);
  });
});
