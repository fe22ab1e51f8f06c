import { describe, expect, it } from 'vitest';
import { beginFactory } from './begin.ts';
import { planText } from './factory-text.ts';

describe('beginFactory', () => {
  it.each([
    [{ gpu: 'h100' }, 'gpu'],
    [{ gpus: '63' }, 'gpus'],
    [{ gpus: 'many' }, 'gpus'],
    [{ model: 'lama' }, 'model'],
    [{ tokens: '15 GB' }, 'tokens'],
    [{ start: 'tomorrow' }, 'start'],
  ])('says which answer is to blame: %j', (answers, path) => {
    const begun = beginFactory(answers);
    expect(begun.ok).toBe(false);
    if (!begun.ok) expect(begun.problems[0]).toMatchObject({ path });
  });

  it('proposes what is left out, after what is known', () => {
    const begun = beginFactory({ model: 'llama3-70b', gpu: 'h200-sxm', gpus: '1024' });
    expect(begun).toMatchObject({ ok: true, value: { wanted: { tokens: '1400B' } } });
    expect(beginFactory({})).toMatchObject({ ok: true, value: { wanted: { model: 'llama3-8b' } } });
  });

  it('gives the runs dates from the day on which the factory is ready', () => {
    const begun = beginFactory({ start: '2027-01-04', name: 'No: "1"', file: 'mine.yaml' });
    const text = begun.ok ? begun.value.text : '';
    expect(text).toContain('gigafactory plan mine.yaml');
    const planned = planText({ text });
    expect(planned).toMatchObject({ ok: true, value: { plan: { name: 'No: "1"' } } });
    expect(text).toContain('\nschedule: { start: 2027-01-04 }\nruns:');
  });
});
