import { failed, ok, type Result } from '../../base/index.ts';
import { DOMAIN_KINDS, type SupervisorEvent } from '../protocol/index.ts';
import { eventProblem, isAtLeast, isCount, isRecord } from './check-event.ts';
import {
  JOURNAL_FORMAT,
  JOURNAL_VERSION,
  type Journal,
  type JournalEntry,
  type JournalHeader,
} from './format.ts';

/**
 * Reads a journal from its text; the problem names the first line that is wrong. A last line that was cut
 * off, as a crash of its writer leaves it, is left out with a note. Codes: `journal.header`,
 * `journal.line`, `journal.order`.
 */
export function readJournal(text: string): Result<Journal> {
  const lines = text.split('\n');
  const header = readHeader(lines[0] ?? '');
  if (!header.ok) return header;
  const entries: JournalEntry[] = [];
  const notes: string[] = [];
  // Whatever ends with a line end was written whole.
  const isCut = lines.at(-1) !== '';
  let at = 0;
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.trim() === '') continue;
    const raw = parse(line);
    if (raw === undefined && isCut && index === lines.length - 1) {
      notes.push(`Line ${index + 1}, the last, is cut off and was left out.`);
      break;
    }
    if (raw === undefined) return wrong('line', index + 1, 'is no JSON');
    const problem = eventProblem(raw, header.value);
    if (problem !== undefined) return wrong('line', index + 1, problem);
    const event = raw as SupervisorEvent;
    if (event.at < at) return wrong('order', index + 1, 'is older than the line before it');
    at = event.at;
    entries.push({ line: index + 1, event });
  }
  return ok({ header: header.value, entries, notes });
}

function readHeader(line: string): Result<JournalHeader> {
  const raw = parse(line);
  const problem = isRecord(raw) ? headerProblem(raw) : 'is no JSON object';
  return problem === undefined ? ok(raw as unknown as JournalHeader) : wrong('header', 1, problem);
}

function headerProblem(raw: Readonly<Record<string, unknown>>): string | undefined {
  if (raw['format'] !== JOURNAL_FORMAT) {
    return `is no header: its "format" must be "${JOURNAL_FORMAT}"`;
  }
  if (raw['version'] !== JOURNAL_VERSION) {
    return `is of version ${String(raw['version'])}; this program reads version ${JOURNAL_VERSION}`;
  }
  if (!isAtLeast(raw['horizon'], 1e-6)) return 'has no "horizon" above 0 s';
  const { topology, runs } = raw;
  if (!isRecord(topology) || !isCount(topology['nodes']) || topology['nodes'] === 0) {
    return 'has no "topology" with its nodes';
  }
  const { size } = topology;
  if (!isRecord(size) || !DOMAIN_KINDS.every((kind) => isCount(size[kind]) && size[kind] > 0)) {
    return `has no "topology.size" of ${DOMAIN_KINDS.join(', ')}`;
  }
  if (!Array.isArray(runs) || runs.length === 0 || !runs.every(isRun)) {
    return 'has no "runs", each with its run, kind, work, replicas, nodesPerReplica and policy.hangTimeout';
  }
  return undefined;
}

function isRun(run: unknown): boolean {
  return (
    isRecord(run) &&
    typeof run['run'] === 'string' &&
    (run['kind'] === 'train' || run['kind'] === 'serve') &&
    isAtLeast(run['work'], 0) &&
    isCount(run['replicas']) &&
    isCount(run['nodesPerReplica']) &&
    isRecord(run['policy']) &&
    isAtLeast(run['policy']['hangTimeout'], 0)
  );
}

/** Undefined for what is no JSON; nothing in JSON is. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function wrong(code: string, line: number, what: string): Result<never> {
  const message = `Line ${line} of the journal ${what}.`;
  return failed({ code: `journal.${code}`, message, at: { line, column: 1 } });
}
