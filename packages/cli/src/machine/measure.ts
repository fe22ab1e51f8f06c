import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { inputError } from '../failure.ts';
import type { Measured } from './measured.ts';

/** What the trainer says in its last line. */
type Figures = Pick<Measured, 'products' | 'elementwise' | 'copy' | 'loopback' | 'latency'>;

/**
 * Measures this machine by the program that trains on it: for about 20 s it takes one core, then two.
 * @param say called with what is being measured
 * @throws InputError `calibrate.failed`
 */
export async function measureMachine(say: (what: string) => void): Promise<Measured> {
  const child = spawn(process.execPath, [trainer(), '--measure'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const ended = once(child, 'close');
  let figures: Figures | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { measuring?: string; measured?: Figures };
    if (said.measuring !== undefined) say(`Measuring ${said.measuring}`);
    figures = said.measured ?? figures;
  }
  const [code] = (await ended) as [number | null];
  if (!figures) {
    const why = complaints.join('').trim();
    const message = `This machine could not be measured: the trainer ended with ${code}. ${why}`;
    throw inputError('calibrate.failed', message);
  }
  const processors = cpus();
  return {
    ...figures,
    processor: processors[0]?.model ?? 'a processor',
    cores: Math.max(1, processors.length),
    memory: totalmem(),
    at: new Date().toISOString(),
  };
}

/** The program that trains, which comes with this one. */
function trainer(): string {
  const manifest = createRequire(import.meta.url).resolve('@gigafactory/trainer/package.json');
  return join(dirname(manifest), 'bin/gigafactory-trainer.js');
}
