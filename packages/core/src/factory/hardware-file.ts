import { isMap, isScalar, type Node } from 'yaml';
import { failed, type Place, type Problem, type Result } from '../base/index.ts';
import { cut } from './cursor.ts';
import { editFactory } from './edit.ts';
import { inline } from './inline.ts';
import { parseText } from './yaml-text.ts';

/** Names, as hardware or as its GPU alone, the machine that reads the file: what was measured of it. */
export const THIS_MACHINE = 'this-machine';

/** What a factory file names where its hardware goes: this machine, or a file that says what it is. */
export interface HardwareFile {
  /** As written: `this-machine`, `./hw.yaml`. */
  readonly name: string;
  readonly at: Place;
}

/** Whether what stands for hardware is a file. */
export function isHardwareFile(written: string): boolean {
  return /\.ya?ml$/i.test(written);
}

/** A file of hardware that was not inlined before the factory was read. */
export function hardwareFileProblem(file: string): Omit<Problem, 'path' | 'at'> {
  return {
    code: 'hardware.file',
    message: `"${cut(file)}" is a file that was not given with the text. The command line reads it from below the folder of a factory file given by name; text from standard input, or opened in a browser without "gigafactory up", has no folder: write its hardware out.`,
  };
}

/**
 * The hardware that a factory file leaves to another file or to this machine; undefined where it says itself what
 * its hardware is, or cannot be read.
 */
export function hardwareFileOf(text: string): HardwareFile | undefined {
  const parsed = parseText(text);
  if (!parsed.ok) return undefined;
  const { document, lines } = parsed.value;
  const hardware = childOf(document.contents, 'hardware');
  const written = nameIn(hardware) ?? gpuAlone(hardware);
  if (written === undefined) return undefined;
  const { line, col } = lines.linePos(written.offset);
  return { name: written.name, at: { line, column: col } };
}

/**
 * Writes the hardware of another file into a factory file, on one line. Problems: `hardware.file` at the place that
 * names it, and those of `editFactory`.
 */
export function inlineHardware(text: string, file: HardwareFile, found: string): Result<string> {
  const parsed = parseText(found);
  const hardware = parsed.ok ? childOf(parsed.value.document.contents, 'hardware') : undefined;
  if (isMap(hardware)) return editFactory(text, { hardware: inline(hardware, true) });
  return failed({
    code: 'hardware.file',
    path: 'hardware',
    message: `"${cut(file.name)}" holds no hardware: it needs a section "hardware", as "gigafactory calibrate --out FILE" writes it.`,
    at: file.at,
  });
}

interface Written {
  readonly name: string;
  readonly offset: number;
}

function nameIn(node: unknown): Written | undefined {
  if (!isScalar(node) || typeof node.value !== 'string') return undefined;
  const { value, range } = node;
  return value === THIS_MACHINE || isHardwareFile(value)
    ? { name: value, offset: range?.[0] ?? 0 }
    : undefined;
}

/** `{ gpu: this-machine }`, with nothing said of it. */
function gpuAlone(node: unknown): Written | undefined {
  if (!isMap(node) || node.items.length !== 1) return undefined;
  const written = nameIn(childOf(node, 'gpu'));
  return written?.name === THIS_MACHINE ? written : undefined;
}

function childOf(node: unknown, key: string): Node | undefined {
  return isMap<Node, Node>(node) ? (node.get(key, true) as Node | undefined) : undefined;
}
