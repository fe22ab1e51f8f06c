import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DesiredServices } from '@gigafactory/core/study';
import { z } from 'zod';
import { saveText } from '../save-text.ts';

const version = z.strictObject({
  version: z.int().min(1),
  model: z.string(),
  /** The program as it was found, with `{host}` and `{port}`. */
  argv: z.tuple([z.string()], z.string()),
  environment: z.record(z.string(), z.string()),
  environmentFrom: z.array(z.string()),
  by: z.string(),
});

const service = z.strictObject({
  versions: z.array(version).min(1),
  /** Which version was the current one from when on, us since the journal's start; the last is the current. */
  turns: z.array(z.strictObject({ version: z.int(), at: z.number(), by: z.string() })).min(1),
  /** Bounds that a person has set since it was started. */
  bounds: z.strictObject({ least: z.int(), most: z.int() }).optional(),
});

const record = z.strictObject({
  format: z.literal('gigafactory-services'),
  version: z.literal(1),
  unit: z.string(),
  /** Wall-clock time of the journal's start, ms since 1970. */
  startedAt: z.number(),
  startedBy: z.string(),
  file: z.string(),
  edits: z.record(z.string(), z.string()),
  cwd: z.string(),
  site: z.strictObject({ nodes: z.array(z.string()), shared: z.string() }).optional(),
  /** Those that were asked for so far. */
  services: z.record(z.string(), service),
});

/** What was started, by whom and from where, and which versions there have been. */
export type UnitRecord = z.infer<typeof record>;
export type ServiceRecord = z.infer<typeof service>;
export type Version = z.infer<typeof version>;

/** The folder of services that were started together, `services/UNIT`. */
export class UnitFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get events(): string {
    return join(this.path, 'events.ndjson');
  }

  /** Writes everything that the services need to be launched, and launched again by a later control plane. */
  create(unit: NewUnit): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    saveText(join(this.path, 'factory.yaml'), unit.text);
    saveText(join(this.path, 'job.json'), '{}\n');
    const shared = unit.record.site?.shared;
    if (shared !== undefined) {
      mkdirSync(shared, { recursive: true, mode: 0o700 });
      saveText(join(shared, 'job.json'), '{}\n');
    }
    saveText(join(this.path, 'desired.json'), pretty(unit.desired));
    this.saveEnvironment(unit.environment);
    this.saveRecord(unit.record);
  }

  saveEnvironment(environment: Readonly<Record<string, string>>): void {
    saveText(join(this.path, 'secrets.json'), pretty(environment));
  }

  saveRecord(unit: UnitRecord): void {
    saveText(join(this.path, 'services.json'), pretty(unit));
  }

  saveEnd(end: object): void {
    saveText(join(this.path, 'ended.json'), pretty(end));
  }

  /** Undefined if the folder is of no services, or was not completely written. */
  record(): UnitRecord | undefined {
    const text = this.read('services.json');
    return text === undefined ? undefined : record.parse(JSON.parse(text));
  }

  desired(): DesiredServices {
    // What an earlier version wrote has no runs beside the services.
    const old = { asked: [], runs: [] };
    return { ...old, ...JSON.parse(this.#need('desired.json')) } as DesiredServices;
  }

  /** What the caller's environment gave: PATH, and the secrets that the file names. */
  environment(): Readonly<Record<string, string>> {
    return z.record(z.string(), z.string()).parse(JSON.parse(this.#need('secrets.json')));
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
}

interface NewUnit {
  readonly record: UnitRecord;
  readonly desired: DesiredServices;
  readonly text: string;
  readonly environment: Readonly<Record<string, string>>;
}

function pretty(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
