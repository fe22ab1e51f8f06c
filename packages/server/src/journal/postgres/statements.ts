import { SNAPSHOTS_KEPT, type Write } from '../write.ts';
import { toKept } from './kept-text.ts';
import type { Statement } from './session.ts';

/**
 * One statement is a whole commit: the server is never left with an open transaction by a writer that was cut
 * off, and a commit is one message there and one back. It does nothing unless the writer's number and the count
 * of commits are what the writer believes. Parameters are the fence, the number of this commit, and the columns
 * of what is added.
 */
export function commitStatement(schema: string): Statement {
  return {
    name: 'commit',
    text: `
WITH own AS (
  UPDATE ${schema}.writer SET commits = $2 WHERE fence = $1 AND commits = $2::bigint - 1 RETURNING 1
), begun AS (
  INSERT INTO ${schema}.journals (id, run, generation, started_at, program)
  SELECT given.* FROM own, unnest($3::int[], $4::text[], $5::int[], $6::bigint[], $7::text[]) AS given
), added AS (
  INSERT INTO ${schema}.lines (journal, line, text)
  SELECT given.* FROM own, unnest($8::int[], $9::int[], $10::text[]) AS given
), ended AS (
  INSERT INTO ${schema}.ends (journal, at)
  SELECT given.* FROM own, unnest($11::int[], $12::bigint[]) AS given
), ordered AS (
  INSERT INTO ${schema}.orders (id, journal, at, time, by, text)
  SELECT given.* FROM own,
    unnest($13::int[], $14::int[], $15::bigint[], $16::bigint[], $17::text[], $18::text[]) AS given
), kept AS (
  INSERT INTO ${schema}.snapshots (journal, lines, program, text)
  SELECT given.* FROM own, unnest($19::int[], $20::int[], $21::text[], $22::text[]) AS given
  ON CONFLICT (journal, lines) DO UPDATE SET program = excluded.program, text = excluded.text
)
SELECT count(*)::int AS own FROM own`,
  };
}

/** Removes all snapshots of some journals but the newest. */
export function forgetStatement(schema: string): Statement {
  return {
    name: 'forget',
    text: `
DELETE FROM ${schema}.snapshots AS old WHERE journal = ANY ($1::int[]) AND lines NOT IN (
  SELECT lines FROM ${schema}.snapshots AS new WHERE new.journal = old.journal
  ORDER BY lines DESC LIMIT ${SNAPSHOTS_KEPT}
)`,
  };
}

type Of<Kind extends Write['kind']> = Extract<Write, { readonly kind: Kind }>;

/** What is added, as columns in the order of the statement's parameters. */
export function columnsOf(writes: readonly Write[]): unknown[] {
  const begun = all(writes, 'create');
  const lines = writes.flatMap(linesOf);
  const ends = all(writes, 'end');
  const orders = all(writes, 'order');
  const snapshots = snapshotsOf(writes);
  return [
    ...[begun.map(({ journal }) => journal), begun.map(({ run }) => toKept(run))],
    ...[begun.map(({ generation }) => generation), begun.map(({ startedAt }) => startedAt)],
    begun.map(({ program }) => program),
    ...[0, 1, 2].map((column) => lines.map((row) => row[column])),
    ...[ends.map(({ journal }) => journal), ends.map(({ at }) => at)],
    ...[orders.map(({ id }) => id), orders.map(({ journal }) => journal)],
    ...[orders.map(({ at }) => at), orders.map(({ time }) => time)],
    ...[orders.map(({ by }) => toKept(by)), orders.map(({ text }) => text)],
    ...[snapshots.map(({ journal }) => journal), snapshots.map(({ lines: own }) => own)],
    ...[snapshots.map(({ program }) => program), snapshots.map(({ text }) => text)],
  ];
}

/** Journals of which there is a new snapshot. */
export function snapshotted(writes: readonly Write[]): number[] {
  return all(writes, 'snapshot').map(({ journal }) => journal);
}

function all<Kind extends Write['kind']>(writes: readonly Write[], kind: Kind): Of<Kind>[] {
  return writes.filter((write): write is Of<Kind> => write.kind === kind);
}

function linesOf(write: Write): (readonly [journal: number, line: number, text: string])[] {
  if (write.kind === 'create') return [[write.journal, 1, write.header]];
  if (write.kind !== 'lines') return [];
  return write.lines.map((text, index) => [write.journal, write.from + index, text]);
}

/** One statement can keep a snapshot only once: the last one given is kept. */
function snapshotsOf(writes: readonly Write[]): Of<'snapshot'>[] {
  const newest = all(writes, 'snapshot').map(
    (write) => [`${write.journal} ${write.lines}`, write] as const,
  );
  return [...new Map(newest).values()];
}
