import type { Problem } from '@gigafactory/core/base';
import { Silence } from './session.ts';

/** What kept a database from being opened or written. */
export interface Fault {
  readonly problem: Problem;
  /** Whether it is of no use to try again. */
  readonly isFinal: boolean;
  /** Whether the server does not take connections yet, as while it starts with its machine. */
  readonly isStarting?: true;
}

/** The server answers, and is not as it must be; that may change. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Codes of PostgreSQL by what they mean here: https://www.postgresql.org/docs/15/errcodes-appendix.html */
const MEANINGS: readonly (readonly [codes: RegExp, code: string, advice: string])[] = [
  [/^28/, 'journal.password', 'Check user and password of DATABASE_URL.'],
  [/^3D000$/, 'journal.open', 'Create that database, or name another in DATABASE_URL.'],
  [/^42501$/, 'journal.permission', 'Give the user of DATABASE_URL the right to it.'],
  [/^53[12]00$/, 'journal.full', "Make room on the server's disk."],
  [/^58030$/, 'journal.full', "Look at the server's disk."],
  [/^25006$/, 'journal.standby', 'Name the primary in DATABASE_URL.'],
  [/^(55P03|57014|40)/, 'journal.busy', 'Something else keeps it locked.'],
  [/^57P03$/, 'journal.unreachable', 'It is starting, or recovers from a crash.'],
  [/^(08|57P0|53300)/, 'journal.unreachable', 'Is the server up?'],
];

/** Further errors of the server are of what it holds or of what it was asked. */
const DAMAGED = /^(XX00[12]|58P0)/;

/** What an error of a session means. `words` name the database, without its password. */
export function faultOf(error: unknown, words: string): Fault {
  if (error instanceof Refused) return { problem: error.problem, isFinal: false };
  if (error instanceof Silence) {
    const message = `PostgreSQL (${words}) is silent: ${error.message}.`;
    return { problem: { code: 'journal.silent', message }, isFinal: false };
  }
  const { message: said, code, isOfServer } = read(error);
  if (!isOfServer) {
    const message = `PostgreSQL (${words}) cannot be reached (${said}).`;
    const problem = { code: 'journal.unreachable', message };
    return { problem, isFinal: false, ...(code === 'ECONNREFUSED' && { isStarting: true }) };
  }
  const meaning = MEANINGS.find(([codes]) => codes.test(code));
  if (meaning) {
    const [, own, advice] = meaning;
    const message = `PostgreSQL (${words}) refuses: ${said}. ${advice}`;
    const problem = { code: own, message };
    return { problem, isFinal: false, ...(code === '57P03' && { isStarting: true }) };
  }
  const own = DAMAGED.test(code) ? 'journal.corrupt' : 'journal.broken';
  const message = `PostgreSQL (${words}) refused what was to be written (${code}: ${said}).`;
  return { problem: { code: own, message }, isFinal: true };
}

interface Said {
  readonly message: string;
  readonly code: string;
  /** Otherwise of the system. */
  readonly isOfServer: boolean;
}

function read(error: unknown): Said {
  if (!(error instanceof Error)) return { message: String(error), code: '', isOfServer: false };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Several addresses of a host were tried: the first says enough.
  const first = error instanceof AggregateError ? error.errors[0] : undefined;
  const message = first instanceof Error ? first.message : error.message;
  const [line = ''] = (message || code).split('\n');
  return { message: line, code, isOfServer: 'severity' in error };
}
