import { andThen, ok, type Result } from '../base/index.ts';
import { hardwareFileOf, inlineHardware } from './hardware-file.ts';
import { inlineModelFiles } from './model-files.ts';

/**
 * The texts of what a factory file names beside it, by their names as written: `./config.json`, `./hardware.yaml`,
 * `this-machine`.
 */
export type Beside = Readonly<Record<string, string>>;

/**
 * Writes into a factory file what it names beside it: hardware first, then configurations of models. What is not
 * among `beside` stays as it is, and is refused when the text is read. Problems: those of `inlineHardware` and of
 * `inlineModelFiles`.
 */
export function inlineBeside(text: string, beside: Beside): Result<string> {
  if (Object.keys(beside).length === 0) return ok(text);
  return andThen(withHardware(text, beside), (whole) => inlineModelFiles(whole, beside));
}

function withHardware(text: string, beside: Beside): Result<string> {
  const file = hardwareFileOf(text);
  const found = file && Object.hasOwn(beside, file.name) ? beside[file.name] : undefined;
  return file && found !== undefined ? inlineHardware(text, file, found) : ok(text);
}
