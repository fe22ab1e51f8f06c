import { appendFileSync, readFileSync, renameSync, statSync } from 'node:fs';
import { z } from 'zod';

const line = z.object({
  /** RFC 3339, UTC. */
  time: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  /** Stable words for programs, such as `run.over`; codes of problems are among them. */
  event: z.string(),
  message: z.string(),
  run: z.string().optional(),
});

/** A line of the control plane's log. */
export type ControlLogLine = z.output<typeof line>;
/** Says something in the log of the control plane. */
export type Say = (said: Omit<ControlLogLine, 'time'>) => void;

/** A full log is kept once more, with this after its name. */
const BEFORE = '.1';
const MOST_BYTES = 10_000_000;

/** The log of the control plane, JSON one object a line. */
export function openControlLog(path: string): Say {
  return (said) => {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size >= MOST_BYTES) renameSync(path, `${path}${BEFORE}`);
    const text = JSON.stringify({ time: new Date().toISOString(), ...said });
    appendFileSync(path, `${text}\n`, { mode: 0o600 });
  };
}

/**
 * The last lines of the log, the oldest first. What a program printed that did not get to say anything (a crash, for
 * example) stands between them as it is, and has the time of the line before.
 */
export function readControlLog(path: string, most: number): ControlLogLine[] {
  const lines: ControlLogLine[] = [];
  for (const text of [textOf(`${path}${BEFORE}`), textOf(path)].join('').split('\n')) {
    if (text !== '') lines.push(parsed(text) ?? printed(text, lines.at(-1)?.time ?? ''));
  }
  return lines.slice(-most);
}

/** A line of the file as it is, in words. */
export function plainLine(text: string): string {
  const said = parsed(text);
  return said ? `${said.time} ${said.message}` : text;
}

function printed(message: string, time: string): ControlLogLine {
  return { time, level: 'error', event: 'printed', message };
}

function parsed(text: string): ControlLogLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Empty if it is not there. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
