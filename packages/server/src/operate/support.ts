import { readdirSync, readFileSync, statSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { PROGRAM_VERSION } from '@gigafactory/core/base';
import { textOf } from '../journal/index.ts';
import { logFolder } from './engine-options.ts';
import type { Plane } from './plane.ts';
import { logFiles } from './run-logs.ts';
import type { AnyRun } from './runs.ts';
import { journalOf } from './services/units.ts';
import { tarEnd, tarEntry } from './tar.ts';

/** Of a file that grows, so much of its end is packed, B. */
const TAIL_BYTES = 4_000_000;

/**
 * One archive (`.tar.gz`) for a bug report: what was started, what happened and what was logged. The secrets
 * of the run are left out wherever they stand, in logs too.
 */
export async function* supportArchive(plane: Plane, run: AnyRun): AsyncGenerator<Uint8Array, void> {
  yield* Readable.from(pack(plane, run)).pipe(createGzip());
}

interface Part {
  readonly name: string;
  readonly text: string;
}

async function* pack(plane: Plane, run: AnyRun): AsyncIterable<Uint8Array> {
  const hide = hider(run);
  const folder = `${run.name}-support`;
  for await (const { name, text } of partsOf(plane, run))
    yield tarEntry(`${folder}/${name}`, hide(text));
  yield tarEnd();
}

async function* partsOf(plane: Plane, run: AnyRun): AsyncIterable<Part> {
  yield { name: 'versions.json', text: pretty(versions()) };
  yield { name: 'run.json', text: pretty(run.detail()) };
  const { folder } = run;
  for (const name of ['factory.yaml', 'desired.json', 'job.json', 'engine.json']) {
    const text = folder.read(name);
    if (text !== undefined) yield { name, text };
  }
  const unit = folder.record()?.unit;
  const journal = journalOf({ name: run.name, unit }, plane.store.list());
  yield { name: 'journal.jsonl', text: await textOf(plane.store, journal) };
  for (const path of [folder.events, folder.progress, plane.folder.log]) {
    yield { name: basename(path), text: tailOf(path) };
  }
  const logs = logFolder(folder, folder.record()?.run ?? run.name);
  for (const path of logFiles(logs))
    yield { name: join('logs', basename(path)), text: tailOf(path) };
  for (const path of schedulerFiles(run)) {
    yield { name: join('scheduler', ...path.slice(-2)), text: tailOf(join(...path)) };
  }
}

/** What the scheduler of a site printed for jobs of attempts, and who sat where; environments are left out. */
function schedulerFiles(run: AnyRun): string[][] {
  const record = run.folder.record();
  if (!record?.site) return [];
  const folder = join(record.site.shared, encodeURIComponent(record.run), 'attempts');
  return namesIn(folder).flatMap((attempt) =>
    namesIn(join(folder, attempt))
      .filter((name) => name.endsWith('.seats') || name.startsWith('job-'))
      .map((name) => [folder, attempt, name]),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // Attempts that are over are cleared away.
    return [];
  }
}

function versions() {
  const { version, platform } = process;
  const machine = { cpus: cpus().length, memory: totalmem() };
  return {
    gigafactory: PROGRAM_VERSION,
    node: version,
    platform,
    release: release(),
    arch: arch(),
    ...machine,
  };
}

/** Shorter values stand in too many words to be cut out of a text. */
const LEAST_SECRET = 4;

/** Takes the values of the run's secrets out of a text. */
function hider(run: AnyRun): (text: string) => string {
  const environment = run.folder.environment();
  const { program, engine } = run.folder.desired();
  const token = engine.kind === 'slurm' ? engine.rest?.tokenFrom : undefined;
  const secrets = [...program.environmentFrom, ...(token === undefined ? [] : [token])]
    .map((name) => [name, environment[name] ?? ''] as const)
    .filter(([, value]) => value.length >= LEAST_SECRET)
    .flatMap(([name, value]) => [
      [name, value] as const,
      // As it stands inside JSON.
      [name, JSON.stringify(value).slice(1, -1)] as const,
    ]);
  return (text) =>
    secrets.reduce((hidden, [name, value]) => hidden.replaceAll(value, `[${name}]`), text);
}

/** The end of a file, from the first whole line on; empty if it is not there. */
function tailOf(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return '';
  const bytes = readFileSync(path);
  if (bytes.length <= TAIL_BYTES) return bytes.toString('utf8');
  const tail = bytes.subarray(bytes.length - TAIL_BYTES);
  return tail.toString('utf8', tail.indexOf(10) + 1);
}

function pretty(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
