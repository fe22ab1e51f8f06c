import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server/threads';
import { describe, expect, it } from 'vitest';
import { runMain, type Surroundings } from '../io.fixture.ts';
import { hardwareFileText, type Measured } from './measured.ts';

const run: RunOperation = (name, input) => Promise.resolve(dispatch(name, input));
const MEASURED: Measured = {
  products: 29.6e9,
  elementwise: 1.2e9,
  copy: 35e9,
  loopback: 2.28e9,
  latency: 25e-6,
  processor: 'AMD EPYC "Turin"\u001b[31m\n',
  cores: 2,
  memory: 24e9,
  at: '2026-11-29T21:13:22.000Z',
};
const NANO = readFileSync(join(import.meta.dirname, '../../../../examples/grok-nano.yaml'), 'utf8');

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'gigafactory-'));
}

function at(cwd: string, more: Surroundings = {}): Surroundings {
  writeFileSync(join(cwd, 'nano.yaml'), NANO);
  const none = () => Promise.reject(new Error('no control plane is needed'));
  const control = {
    folder: join(cwd, 'home'),
    hasRuns: () => Promise.resolve(false),
    connect: () => Promise.resolve(undefined),
    start: none,
  };
  return { cwd, control, run, ...more };
}

const measure = () => Promise.resolve(MEASURED);

async function planned(around: Surroundings, file = 'nano.yaml') {
  const { code, out, err } = await runMain(['plan', file, '--json'], around);
  if (code !== 0) return `${err}${out}`;
  const { training } = JSON.parse(out);
  return training['grok-nano'];
}

describe('calibrate', () => {
  it('says what is wrong where nothing can be kept or written', async () => {
    const cwd = folder();
    const around = at(cwd, { measure });
    writeFileSync(join(cwd, 'home'), 'a file in the place of the state folder');
    const home = await runMain(['calibrate'], around);
    expect(home).toMatchObject({ code: 2, err: expect.stringContaining('cannot be used') });
    const out = await runMain(['calibrate', '--out', 'no/such/hw.yaml'], around);
    expect(out).toMatchObject({ code: 2, err: expect.stringContaining('could not be written') });
  });

  it('keeps what it measured for files that name this machine', async () => {
    const cwd = folder();
    const around = at(cwd, { measure });
    expect(await planned(around)).toMatchObject({
      warnings: expect.arrayContaining([expect.stringContaining('gigafactory calibrate')]),
    });
    const { code, out } = await runMain(['calibrate'], around);
    expect([code, out]).toEqual([0, expect.stringContaining('29.6 GFLOP/s a core')]);
    const path = join(cwd, 'home/this-machine.yaml');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(cwd, 'home')).mode & 0o777).toBe(0o700);
    const { warnings, stepTimeRange } = await planned(around);
    expect(warnings.join()).not.toContain('was not measured: the processor');
    expect(warnings.join()).toContain('measured of this one');
    expect(stepTimeRange.high95 / stepTimeRange.low95).toBeLessThan(10);
  });

  it('writes a file that a factory can name', async () => {
    const cwd = folder();
    const around = at(cwd, { measure });
    const written = await runMain(['calibrate', '--out', 'hw.yaml', '--json'], around);
    expect(JSON.parse(written.out)).toMatchObject({ file: 'hw.yaml', products: 29.6e9 });
    const text = NANO.replace('hardware: this-machine', 'hardware: ./hw.yaml');
    writeFileSync(join(cwd, 'named.yaml'), text);
    expect(await planned(around, 'named.yaml')).toMatchObject({ steps: 1200 });
    writeFileSync(join(cwd, 'above.yaml'), text.replace('./hw.yaml', '../hw.yaml'));
    expect(await planned(around, 'above.yaml')).toContain('not below the folder');
    expect(await planned({ ...around, stdin: text }, '-')).toContain('not given with the text');
    writeFileSync(join(cwd, 'hw.yaml'), 'gpu: h100-sxm\n');
    expect(await planned(around, 'named.yaml')).toContain('holds no hardware');
  });

  it('predicts a faster machine in proportion', async () => {
    const cwd = folder();
    const around = at(cwd);
    const stepTime = async (times: number) => {
      const text = hardwareFileText({
        ...MEASURED,
        products: times * MEASURED.products,
        elementwise: times * MEASURED.elementwise,
      });
      writeFileSync(join(cwd, 'hw.yaml'), text);
      writeFileSync(join(cwd, 'named.yaml'), NANO.replace('this-machine', './hw.yaml'));
      return (await planned(around, 'named.yaml')).stepTime;
    };
    expect((await stepTime(1)) / (await stepTime(2))).toBeCloseTo(2, 1);
  });
});
