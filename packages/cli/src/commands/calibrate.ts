import type { Command, Context } from '../command.ts';
import { EXIT } from '../failure.ts';
import { calibrate as calibrateMachine, keepCalibration } from '../machine/calibration.ts';
import type { Measured } from '../machine/measured.ts';
import { amount } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { writeOutput } from '../write-output.ts';
import { print } from './print.ts';

export const calibrate: Command = {
  name: 'calibrate',
  summary: 'Measure this machine, for files with hardware: this-machine',
  operands: [],
  options: {
    out: {
      kind: 'text',
      value: 'FILE',
      summary: 'Write it to this file instead, for hardware: FILE',
    },
  },
  about:
    'Takes about 20 s: matrix products, element-wise operations, memory and the loopback interface, with the program that trains here.',
  run: runCalibrate,
};

async function runCalibrate(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const { measured, text } = await calibrateMachine(io);
  const { out } = args.texts;
  if (out !== undefined) await writeOutput(out, text, io);
  const file = out ?? (await keepCalibration(io, text));
  print(context, { file, ...measured }, () => showMeasured(measured, file, paint));
  return EXIT.ok;
}

/** What was measured of a machine, and the file that holds it now. */
function showMeasured(measured: Measured, file: string, paint: Paint): string[] {
  const { products, elementwise, copy, loopback, latency, processor, cores, memory } = measured;
  return facts(
    'This machine',
    [
      ['processor', `${processor}, ${cores} cores, ${amount(memory, 'GB')}`],
      ['products', `${amount(products, 'GFLOP/s')} a core, 32-bit floats`],
      ['element-wise', `${amount(elementwise, 'GB/s')} a core`],
      ['memory', `${amount(copy, 'GB/s')} for a plain copy`],
      ['loopback', `${amount(loopback, 'GB/s')} one way, ${amount(latency, 'us')} for a message`],
      ['written to', file],
    ],
    paint,
  );
}
