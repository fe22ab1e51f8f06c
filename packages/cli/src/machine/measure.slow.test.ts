import { inlineBeside, readFactory, THIS_MACHINE } from '@gigafactory/core/factory';
import { expect, it } from 'vitest';
import { measureMachine } from './measure.ts';
import { hardwareFileText } from './measured.ts';

const FACTORY = `gigafactory: 1
hardware: this-machine
fleet: { gpus: 2 }
`;

it('measures this machine by the trainer, as hardware that a factory can name', async () => {
  const said: string[] = [];
  const measured = await measureMachine((what) => said.push(what));
  expect(said).toEqual([
    'Measuring matrix products',
    'Measuring element-wise operations',
    'Measuring memory',
    'Measuring the loopback interface',
  ]);
  for (const [what, figure] of Object.entries(measured)) {
    if (typeof figure === 'number') expect(figure, what).toBeGreaterThan(0);
  }
  // Compiled products are far faster than element-wise operations, and a copy than both.
  expect(measured.products).toBeGreaterThan(measured.elementwise);
  expect(measured.copy).toBeGreaterThan(measured.elementwise);
  const text = hardwareFileText(measured);
  const inlined = inlineBeside(FACTORY, { [THIS_MACHINE]: text });
  const read = inlined.ok ? readFactory(inlined.value) : inlined;
  expect(read).toMatchObject({ ok: true, value: { hardware: { gpu: { use: 'this-machine' } } } });
});
