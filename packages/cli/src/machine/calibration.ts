import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inputError } from '../failure.ts';
import type { Io } from '../io.ts';
import { withProgress } from '../progress.ts';
import { hardwareFileText, type Measured } from './measured.ts';

/** Where the calibration of this machine is kept. */
function calibrationPath({ control }: Io): string {
  return join(control.folder, 'this-machine.yaml');
}

/** The calibration of this machine, as a file of hardware; undefined where it was not measured. */
export async function readCalibration(io: Io): Promise<string | undefined> {
  const path = calibrationPath(io);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(path, error);
  }
}

/** Measures this machine and keeps what it found for all who name it; the text of the file of hardware. */
export async function calibrate(io: Io): Promise<{ measured: Measured; text: string }> {
  const measured = await withProgress(io, 'Measuring this machine', (say) => io.measure(say));
  return { measured, text: hardwareFileText(measured) };
}

/** Keeps a calibration as that of this machine; the path. */
export async function keepCalibration(io: Io, text: string): Promise<string> {
  const path = calibrationPath(io);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const beside = `${path}.new`;
    await writeFile(beside, text, { mode: 0o600 });
    await rename(beside, path);
    return path;
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error as Error;
  return inputError('file.access', `"${path}" cannot be used (${code}).`);
}
