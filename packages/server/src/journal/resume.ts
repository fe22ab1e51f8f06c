import { failed, mapValue, ok, type Problem, type Result } from '@gigafactory/core/base';
import {
  actAgain,
  beginning,
  type Followed,
  follow,
  readSnapshot,
  snapshotText,
} from '@gigafactory/core/control';
import {
  commandsLine,
  type HeaderOfDecisions,
  type Journal,
  readJournal,
  supervisorOf,
} from '@gigafactory/core/journal';
import type { Micros } from '@gigafactory/core/protocol';
import { type JournalInfo, type JournalStore, textOf } from './store.ts';

/** What a control plane needs to go on with a live run after a restart. */
export interface Resumption {
  /**
   * What the journal folds to; `commandsAgain` says what to give the engine first. If the run is held, its
   * `state.config.mode` is `advise`: it orders nothing.
   */
  readonly followed: Followed;
  readonly header: HeaderOfDecisions;
  /** Wall-clock time that the events' times count from, ms since 1970. */
  readonly startedAt: number;
  /** Time of the last event, us: no later one may be earlier. */
  readonly lastAt: Micros;
  /** Durable lines of the journal. */
  readonly lines: number;
  /** Why the run is held; absent if the supervisor may act. Code: `journal.departure`. */
  readonly held?: Problem;
}

/**
 * Folds the journal of a live run: from its newest snapshot that can be read, or else from its beginning. An
 * event whose writer stopped before its answer was durable is answered now, and that is durable when this
 * resolves. Codes: `journal.unknown`, and those of `readJournal`.
 */
export async function resume(store: JournalStore, name: string): Promise<Result<Resumption>> {
  const info = store.find(name);
  if (!info || info.endedAt !== undefined) {
    return failed({ code: 'journal.unknown', message: `No run ${JSON.stringify(name)} is live.` });
  }
  const tail = await readTail(store, name);
  if (!tail.ok) return tail;
  const { header, from, skipped, entries } = tail.value;
  const moved = entries.map((entry) => ({ ...entry, line: entry.line + skipped }));
  const followed = follow(from, moved);
  const { isUnanswered, departure, state, last } = followed;
  if (isUnanswered) await store.append(name, [commandsLine(last)], true);
  const lines = info.lines + (isUnanswered ? 1 : 0);
  // From here on the journal is folded in this mode, whatever is answered in it.
  if (departure && !from.departure) await keep(store, name, lines, followed);
  const { startedAt } = info;
  const held = departure ? { held: departureProblem(info, followed) } : {};
  return ok({ followed, header, startedAt, lastAt: state.at, lines, ...held });
}

/**
 * Lets a held run be supervised again from where its journal ends now, and resolves once that is durable; only a
 * person may order it. Nothing must be on its way to the journal. Codes: those of `resume`.
 */
export async function releaseHold(store: JournalStore, name: string): Promise<Result<Resumption>> {
  const resumed = await resume(store, name);
  if (!resumed.ok) return resumed;
  const { held: _, ...resumption } = resumed.value;
  const followed = actAgain(resumption.followed, resumption.header.mode);
  await keep(store, name, resumption.lines, followed);
  return ok({ ...resumption, followed });
}

interface Tail {
  readonly header: HeaderOfDecisions;
  readonly from: Followed;
  /** Lines before those in `entries`, the header left out. */
  readonly skipped: number;
  readonly entries: Journal['entries'];
}

/** The journal after its newest snapshot that this program can read. */
async function readTail(store: JournalStore, name: string): Promise<Result<Tail>> {
  for (const { lines, text } of await store.snapshots(name)) {
    const snapshot = readSnapshot(text);
    if (snapshot.ok) return readAfter(store, name, lines, snapshot.value);
  }
  return readAfter(store, name, 1, undefined);
}

async function readAfter(
  store: JournalStore,
  name: string,
  folded: number,
  snapshot: Followed | undefined,
): Promise<Result<Tail>> {
  const header = await headerOf(store, name);
  const tail = await textOf(store, name, folded + 1);
  return mapValue(readJournal(header + tail), ({ header, entries }) => {
    if (header.version !== 2) throw new RangeError('a store writes no journals of format 1');
    const from = snapshot ?? beginning(supervisorOf(header));
    return { header, from, skipped: folded - 1, entries };
  });
}

async function headerOf(store: JournalStore, name: string): Promise<string> {
  for await (const [header = ''] of store.read(name, 1, 1)) return header;
  return '';
}

function keep(store: JournalStore, name: string, lines: number, folded: Followed): Promise<void> {
  return store.saveSnapshot(name, { lines, text: snapshotText(folded) });
}

function departureProblem({ name, program }: JournalInfo, { departure }: Followed): Problem {
  const { line = 0, event, then = [], now = [] } = departure ?? {};
  const kinds = (commands: readonly { readonly kind: string }[]) =>
    commands.map(({ kind }) => kind).join(', ') || 'nothing';
  const message = `Run ${JSON.stringify(name)} is held: at line ${line} of its journal ("${event?.kind}"), begun by version ${program}, the supervisor ordered ${kinds(then)} and would now order ${kinds(now)}. What runs goes on, watched, and nothing is ordered until you stop the run or release it.`;
  return { code: 'journal.departure', message };
}
