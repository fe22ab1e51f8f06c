import { describe, expect, it } from 'vitest';
import { exampleText, factoryOf, planOf, wrongNotes } from './notes.fixture.ts';

const POD = exampleText('one-pod');

function poweredBy(edits: Readonly<Record<string, string>>) {
  const { power, fleet, training, notes } = planOf(factoryOf(POD, edits));
  const value = (id: string) => notes[`factory.hardware.node.${id}`]!.value;
  return { power, fleet, training: training['pretrain']!, notes, value };
}

describe('the power of nodes whose GPUs have another power limit', () => {
  const usual = poweredBy({});

  it('follows it by the same watts a GPU, both ways', () => {
    for (const watts of [500, 650, 900]) {
      const { power, fleet, notes, value } = poweredBy({ 'hardware.gpu.tdp': `${watts} W` });
      const more = 8 * (watts - 700);
      expect(value('nameplatePower')).toBeCloseTo(usual.value('nameplatePower') + more, 6);
      expect(value('power')).toBeCloseTo(usual.value('power') + more, 6);
      expect(power.nodes).toBeCloseTo(usual.power.nodes + fleet.nodes * more, 3);
      expect(Math.sign(power.training - usual.power.training)).toBe(Math.sign(more));
      expect(notes['factory.hardware.node.power']!.reason).toContain(
        `8 times (${watts} W - 700 W)`,
      );
      expect(wrongNotes(notes)).toEqual([]);
    }
  });

  it('changes no time above the usual limit', () => {
    const { training } = poweredBy({ 'hardware.gpu.tdp': '900 W' });
    expect(training.stepTime).toBe(usual.training.stepTime);
    expect(training.kernels).toBe('measured');
  });

  it('is that of the file where the file says it', () => {
    const edits = { 'hardware.node.power': '8 kW', 'hardware.node.nameplatePower': '10 kW' };
    const { value } = poweredBy({ ...edits, 'hardware.gpu.tdp': '500 W' });
    expect([value('power'), value('nameplatePower')]).toEqual([8000, 10000]);
  });

  it('is never less than that of its GPUs', () => {
    const { value } = poweredBy({ 'hardware.gpu.tdp': '10 W', 'hardware.node.gpusPerNode': '8' });
    expect(value('power')).toBeCloseTo(8400 - 8 * 690, 6);
    expect(value('power')).toBeGreaterThanOrEqual(80);
    const denser = poweredBy({
      'hardware.gpu.tdp': '100 W',
      'hardware.node.gpusPerNode': '16',
      'fleet.gpus': '1024',
      'runs.pretrain.gpus': '1024',
      'runs.pretrain.globalBatch': '1024',
    });
    expect(denser.value('power')).toBe(1600);
  });
});
