import { dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { citationOf } from './citation.ts';

const TEXT = `gigafactory: 1
name: Two nodes
hardware: { gpu: h100-sxm, node: hgx-h100 }
fleet: { gpus: 16 }
`;
const ORIGIN = { file: 'two.yaml', edits: {}, version: '1.2.3', address: 'http://a/#/' };

function notes() {
  const planned = dispatch('plan', { text: TEXT });
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  return planned.value.notes;
}

describe('citationOf', () => {
  it('says nothing of a figure that there is not', () => {
    expect(citationOf(notes(), 'power.of.love', ORIGIN)).toBe('');
  });

  it('gives name, value, formula in words and numbers, sources, file and edits', () => {
    const edits = { 'site.pue': '1.3' };
    const lines = citationOf(notes(), 'power.facility', { ...ORIGIN, edits }).split('\n');
    expect(lines[0]).toMatch(/^Facility power: [\d.]+ kW \([\d.]+ MW\), computed$/);
    expect(lines[1]).toMatch(/^= .*PUE/);
    expect(lines[2]).toMatch(/^= .*kW/);
    expect(lines).toContain('Sources:');
    expect(lines.some((line) => /^- .+https?:/.test(line))).toBe(true);
    expect(lines.at(-2)).toBe(
      'From two.yaml with site.pue = 1.3, by Gigafactory 1.2.3: power.facility',
    );
    expect(lines.at(-1)).toBe('http://a/#/');
  });
});
