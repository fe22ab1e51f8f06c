import {
  editFactory,
  hardwareFileOf,
  inlineHardware,
  THIS_MACHINE,
} from '@gigafactory/core/factory';
import { InputError } from '../failure.ts';
import type { Io } from '../io.ts';
import { type NamedText, readBeside } from '../model-files.ts';
import { calibrate, keepCalibration, readCalibration } from './calibration.ts';

/** Ample: a file of hardware is a page. */
const MOST_BYTES = 100_000;

/**
 * The factory with the hardware written into it that it leaves to a file (`hardware: ./hw.yaml`) or to this machine.
 * A machine that was never measured stays as it is, and the core says so in the plan; with `measures` it is measured
 * now, and the result kept.
 * @param name the factory file as it was typed
 * @throws InputError `config.outside`, those of `readInput` and of `inlineHardware`
 */
export async function withHardware(
  factory: NamedText,
  name: string,
  io: Io,
  measures: boolean,
): Promise<NamedText> {
  const edited = editFactory(factory.text, factory.edits);
  const file = edited.ok ? hardwareFileOf(edited.value) : undefined;
  if (!edited.ok || !file) return factory;
  const found =
    file.name === THIS_MACHINE
      ? await thisMachine(io, measures)
      : // Standard input has no folder; the core refuses the file and says so.
        name === '-'
        ? undefined
        : await readBeside({ ...file, path: 'hardware' }, factory, name, io, MOST_BYTES);
  if (found === undefined) return factory;
  const inlined = inlineHardware(edited.value, file, found);
  if (!inlined.ok) throw new InputError(inlined.problems, factory.file);
  return { ...factory, text: inlined.value, edits: {} };
}

async function thisMachine(io: Io, measures: boolean): Promise<string | undefined> {
  const kept = await readCalibration(io);
  if (kept !== undefined || !measures) return kept;
  const { text } = await calibrate(io);
  await keepCalibration(io, text);
  return text;
}
