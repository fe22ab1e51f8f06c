import { isCount, type ProgressReader, type Saying } from './format.ts';

const LONGEST_NOTE = 1000;

/** JSON objects among any other text, one a line: the contract of docs/programs.md. */
export function readJsonLines(): ProgressReader {
  return (line) => {
    const text = line.trim();
    if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return undefined;
    }
    return typeof value === 'object' && value !== null ? sayingOf(value) : undefined;
  };
}

function sayingOf(value: object): Saying | undefined {
  const { start, step, loss, tokens, checkpoint, members, note } = value as Record<string, unknown>;
  if (isCount(start)) return { kind: 'start', step: start };
  if (typeof checkpoint === 'string' && checkpoint !== '' && isCount(step)) {
    return { kind: 'checkpoint', path: checkpoint, step };
  }
  if (isCount(members)) return { kind: 'members', generation: members };
  if (typeof note === 'string') return { kind: 'note', text: note.slice(0, LONGEST_NOTE) };
  if (!isCount(step) || checkpoint !== undefined) return undefined;
  return {
    kind: 'progress',
    step,
    // A loss that is not a number is written as null or as text; it is progress all the same.
    loss: typeof loss === 'number' ? loss : undefined,
    tokens: isCount(tokens) ? tokens : undefined,
  };
}
