import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { type ModelFacts, modelFacts } from '@gigafactory/core/models';

/** What says of a model what it is; it lies beside the files that it lists. */
export const FACTS = 'model.json';

/** The factory file of a model, if it was kept. */
export const FACTORY = 'lineage/factory.yaml';

/** Models that come with the release: the same for whoever has installed it. */
const SHIPPED = join(dirname(fileURLToPath(import.meta.url)), '../../models');

/** Where the models of a state folder stand. Names that begin with a point are no models. */
export interface Places {
  /** `NAME/VERSION`, one folder for each published model. */
  readonly models: string;
  /** The same, part of the release; never written. */
  readonly shipped: string;
  readonly changes: string;
  readonly holds: string;
}

export function placesOf(home: string, shipped = SHIPPED): Places {
  const models = join(home, 'models');
  return {
    models,
    shipped,
    changes: join(models, '.changes'),
    holds: join(models, '.holds'),
  };
}

/** A model in its folder. */
export interface Stored {
  readonly facts: ModelFacts;
  readonly folder: string;
  readonly ships: boolean;
}

/** Every model that there is, and what is wrong with those that cannot be read. */
export async function readStored(
  places: Places,
): Promise<{ readonly stored: readonly Stored[]; readonly problems: readonly Problem[] }> {
  const found = [
    ...(await readAll(places.shipped, true)),
    ...(await readAll(places.models, false)),
  ];
  return {
    stored: found.flatMap((each) => (each.ok ? [each.value] : [])),
    problems: found.flatMap((each) => (each.ok ? [] : each.problems)),
  };
}

async function readAll(root: string, ships: boolean): Promise<Result<Stored>[]> {
  const results: Result<Stored>[] = [];
  for (const name of await foldersIn(root)) {
    for (const version of await foldersIn(join(root, name))) {
      const folder = join(root, name, version);
      const facts = await readFacts(folder, name, version);
      // One that was hidden meanwhile is being removed.
      if (facts.ok) results.push(ok({ facts: facts.value, folder, ships }));
      else if (existsSync(folder)) results.push(facts);
    }
  }
  return results;
}

async function readFacts(
  folder: string,
  name: string,
  version: string,
): Promise<Result<ModelFacts>> {
  const damaged = (why: string): Result<never> =>
    failed({ code: 'model.listing', message: `${join(folder, FACTS)} ${why}.` });
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(join(folder, FACTS), 'utf8'));
  } catch (error) {
    return damaged(`cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  const facts = modelFacts.safeParse(parsed);
  if (!facts.success) {
    const [issue] = facts.error.issues;
    return damaged(`is none that this program reads: ${issue!.path.join('.')}: ${issue!.message}`);
  }
  const { name: own, version: ownVersion } = facts.data;
  if (own === name && ownVersion === version) return ok(facts.data);
  return damaged(`is of ${own}@${ownVersion}`);
}

/** Names of folders, without those that begin with a point. */
export async function foldersIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
