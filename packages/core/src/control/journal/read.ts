import { failed, ok, type Result, showQuantity } from '../../base/index.ts';
import type { Command, SupervisorEvent } from '../protocol/index.ts';
import { countFor, isRecord, type Known, type Raw, strangeField } from './checks.ts';
import type { Journal, JournalEntry, JournalHeader } from './format.ts';
import { readHeader } from './header.ts';
import { answerProblem, eventProblem } from './messages.ts';

/**
 * Reads a journal of format 1 or 2 from its text; the problem names the first wrong line. A last line cut off
 * by a crash of its writer is left out, with a note; an event whose commands are missing gets a note too.
 * Codes: `journal.header`, `journal.line`, `journal.order`.
 */
export function readJournal(text: string): Result<Journal> {
  const lines = text.split('\n');
  const header = readHeader(parse(lines[0] ?? ''));
  if (!header.ok) return header;
  const entries = new Entries(header.value);
  const notes: string[] = [];
  // A text that ends with a newline was written completely.
  const isCut = lines.at(-1) !== '';
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.trim() === '') continue;
    const raw = parse(line);
    if (raw === undefined && isCut && index === lines.length - 1) {
      notes.push(`Line ${index + 1}, the last, is cut off and was left out.`);
      break;
    }
    const problem = raw === undefined ? WRONG_JSON : entries.take(index + 1, raw);
    if (problem) return wrongLine(index + 1, problem);
  }
  return ok(entries.journal(notes));
}

const anEnd = countFor('"end"');

interface Wrong {
  readonly code: 'line' | 'order';
  readonly what: string;
}

const WRONG_JSON: Wrong = { code: 'line', what: 'is not JSON' };

/** Gathers the lines after the header. */
class Entries {
  readonly #header: JournalHeader;
  readonly #known: Known;
  readonly #entries: JournalEntry[] = [];
  #at = 0;
  #end: number | undefined;
  /** The event of the line before, which commands may answer. */
  #asked: { readonly line: number; readonly event: SupervisorEvent } | undefined;

  constructor(header: JournalHeader) {
    const { topology, runs, version } = header;
    this.#header = header;
    this.#known = { topology, runs: new Set(runs.map(({ run }) => run)), isStrict: version > 1 };
  }

  /** Takes a line, or says what is wrong with it. */
  take(line: number, raw: unknown): Wrong | undefined {
    if (this.#end !== undefined) return { code: 'line', what: 'stands after the end' };
    if (isRecord(raw) && 'end' in raw) return this.#close(raw);
    if (this.#header.version > 1 && isRecord(raw) && 'commands' in raw) return this.#answer(raw);
    const what = eventProblem(raw, this.#known);
    if (what !== undefined) return { code: 'line', what };
    const event = raw as SupervisorEvent;
    if (event.at < this.#at) return { code: 'order', what: 'is older than the event before it' };
    if (event.at > this.#latest()) {
      return { code: 'order', what: 'lies beyond the "horizon" of the header' };
    }
    this.#at = event.at;
    this.#leave();
    this.#asked = { line, event };
    return undefined;
  }

  journal(notes: readonly string[]): Journal {
    this.#leave();
    const horizon = (this.#end ?? this.#at) / 1e6;
    const isWhole = this.#end !== undefined;
    return {
      header: this.#header,
      entries: this.#entries,
      horizon,
      isWhole,
      notes: [...notes, ...this.#missing(), ...(isWhole ? [] : [endless(horizon)])],
    };
  }

  /** The last line: nothing happened between the last event and this time. */
  #close(raw: Raw): Wrong | undefined {
    const { end } = raw;
    const what = strangeField(raw, { end: anEnd }) ?? anEnd(end, this.#known);
    if (what !== undefined) return { code: 'line', what };
    const at = end as number;
    if (at < this.#at) return { code: 'order', what: 'ends before the event before it' };
    if (at > this.#latest()) {
      return { code: 'order', what: 'ends beyond the "horizon" of the header' };
    }
    this.#end = at;
    return undefined;
  }

  /** The last moment that the header allows, us. */
  #latest(): number {
    const { horizon } = this.#header;
    return horizon === undefined ? Number.POSITIVE_INFINITY : Math.ceil(horizon * 1e6);
  }

  /** The commands that answer the event before them. */
  #answer(raw: Raw): Wrong | undefined {
    const asked = this.#asked;
    if (!asked) return { code: 'line', what: 'holds commands that answer no event' };
    const what = answerProblem(raw, this.#known);
    if (what !== undefined) return { code: 'line', what };
    const commands = raw['commands'] as readonly Command[];
    this.#entries.push({ line: asked.line, event: asked.event, commands });
    this.#asked = undefined;
    return undefined;
  }

  /** Leaves the previous event without commands. */
  #leave(): void {
    if (this.#asked) this.#entries.push(this.#asked);
    this.#asked = undefined;
  }

  #missing(): string[] {
    if (this.#header.version === 1) return [];
    const without = this.#entries.filter(({ commands }) => commands === undefined);
    const [first] = without;
    if (!first) return [];
    const rest = without.length > 1 ? ` and ${without.length - 1} more` : '';
    return [
      `The event of line ${first.line}${rest} has no commands: what was ordered is not known.`,
    ];
  }
}

/** For a journal that was cut off, is still being written, or comes from a program that writes no ends. */
function endless(lastS: number): string {
  const last = showQuantity(lastS, 's');
  return `The journal has no end: what followed its last event, at ${last}, is not known and is left out.`;
}

/** Undefined if the line is not JSON; no JSON value is undefined. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function wrongLine(line: number, { code, what }: Wrong): Result<never> {
  const message = `Line ${line} of the journal ${what}.`;
  return failed({ code: `journal.${code}`, message, at: { line, column: 1 } });
}
