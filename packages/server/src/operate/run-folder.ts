import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DesiredRun } from '@gigafactory/core/study';
import { z } from 'zod';
import { saveText } from './save-text.ts';

const record = z.strictObject({
  format: z.literal('gigafactory-run'),
  version: z.literal(1),
  run: z.string(),
  /** Wall-clock time of the journal's start, ms since 1970. */
  startedAt: z.number(),
  startedBy: z.string(),
  /** Where the factory file stood; its text is in `factory.yaml`. */
  file: z.string(),
  edits: z.record(z.string(), z.string()),
  mode: z.enum(['observe', 'act']),
  /** The program as it was found, and the folder that it is started in. */
  argv: z.tuple([z.string()], z.string()),
  cwd: z.string(),
  checkpoints: z.string(),
  /** On a cluster: the nodes, whose ids are their indices here, and the run's folder that they all see. */
  site: z.strictObject({ nodes: z.array(z.string()), shared: z.string() }).optional(),
  /** What it is led with, by one supervisor over one set of nodes, and when that began, ms since 1970. */
  unit: z.strictObject({ name: z.string(), startedAt: z.number() }).optional(),
});

/** What was started, by whom and from where. */
export type RunRecord = z.infer<typeof record>;

/** The folder of a run, `runs/NAME`. */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get events(): string {
    return join(this.path, 'events.ndjson');
  }

  get progress(): string {
    return join(this.path, 'progress.ndjson');
  }

  get job(): string {
    return join(this.path, 'job.json');
  }

  /** Writes everything that a run needs to be launched, and launched again by a later control plane. */
  create(run: NewRun): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    this.#write('factory.yaml', run.text);
    this.#write('job.json', pretty(run.desired.job));
    const shared = run.record.site?.shared;
    if (shared !== undefined) {
      mkdirSync(shared, { recursive: true, mode: 0o700 });
      saveText(join(shared, 'job.json'), pretty(run.desired.job));
    }
    this.#write('desired.json', pretty(run.desired));
    this.#write('secrets.json', pretty(run.environment));
    this.#write('run.json', pretty(run.record));
  }

  /** Undefined if the folder is of no run, or was not completely written. */
  record(): RunRecord | undefined {
    const text = this.read('run.json');
    return text === undefined ? undefined : record.parse(JSON.parse(text));
  }

  desired(): DesiredRun {
    return JSON.parse(this.#need('desired.json')) as DesiredRun;
  }

  factory(): string {
    return this.#need('factory.yaml');
  }

  /** What the caller's environment gave: PATH, and the secrets that the file names. */
  environment(): Readonly<Record<string, string>> {
    return z.record(z.string(), z.string()).parse(JSON.parse(this.#need('secrets.json')));
  }

  /** Keeps what became of the run once it is over. */
  saveEnd(detail: object): void {
    this.#write('ended.json', pretty(detail));
  }

  read(name: string): string | undefined {
    try {
      return readFileSync(join(this.path, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #need(name: string): string {
    const text = this.read(name);
    if (text === undefined) throw new Error(`${this.path} has no ${name}`);
    return text;
  }

  #write(name: string, text: string): void {
    saveText(join(this.path, name), text);
  }
}

export interface NewRun {
  readonly record: RunRecord;
  readonly desired: DesiredRun;
  readonly text: string;
  readonly environment: Readonly<Record<string, string>>;
}

function pretty(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
