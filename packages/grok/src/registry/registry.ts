import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import {
  backOrder,
  type ModelChange,
  type ModelFactory,
  type ModelList,
  type PublishedModel,
} from '@gigafactory/core/models';
import { Changes, type NewChange, type Order } from './changes.ts';
import { type Collected, prune, remove } from './collect.ts';
import { type Hold, Holds } from './holds.ts';
import { FACTORY, type Places, placesOf, readStored, type Stored } from './places.ts';
import { type Publication, type Published, publish } from './publish.ts';
import {
  aliasesIn,
  existing,
  GROK,
  meaning,
  referenceOf,
  resolve,
  type Snapshot,
} from './snapshot.ts';

export interface RegistryPlaces {
  /** The state folder. */
  readonly home: string;
  /** Instead of the folder of models that ship; for tests. */
  readonly shipped?: string;
}

/** The models of a state folder, which need not be there yet. */
export function openRegistry({ home, shipped }: RegistryPlaces): Registry {
  return new Registry(placesOf(home, shipped));
}

/** Published models: versions that never change, and aliases that say which of them is meant. */
export class Registry {
  readonly #places: Places;
  readonly #changes: Changes;
  readonly #holds: Holds;

  constructor(places: Places) {
    this.#places = places;
    this.#changes = new Changes(places.changes);
    this.#holds = new Holds(places.holds);
  }

  async list(): Promise<ModelList> {
    const snapshot = await this.#look();
    const models = snapshot.stored.map((each) => describe(each, snapshot));
    models.sort(
      (a, b) => Number(b.ships) - Number(a.ships) || compare(b.publishedAt, a.publishedAt),
    );
    return {
      models,
      changes: [...snapshot.changes],
      problems: problemsOf(snapshot).map(({ code, message }) => ({ code, message })),
    };
  }

  /**
   * The version that a reference means: `grok-nano@2`, an alias, or a name, which means its newest promoted version,
   * else the one that ships, else the newest. Code: `model.unknown`.
   */
  async find(reference: string): Promise<Result<PublishedModel>> {
    const snapshot = await this.#look();
    const found = resolve(reference, snapshot);
    return found.ok ? ok(describe(found.value, snapshot)) : found;
  }

  /** Keeps a version from being removed for as long as this process serves it. Code: `model.unknown`. */
  async hold(
    model: Pick<PublishedModel, 'model' | 'folder' | 'ships'>,
    what: string,
  ): Promise<Result<Hold>> {
    if (model.ships) return ok({ release: () => Promise.resolve() });
    const hold = await this.#holds.take(model.model, what);
    // Whoever removes it hides it first and looks for holds then: one of the two sees the other.
    if (existsSync(model.folder)) return ok(hold);
    await hold.release();
    return failed({ code: 'model.unknown', message: `${model.model} was removed a moment ago.` });
  }

  /** See `publish`. */
  async publish(publication: Publication): Promise<Result<Published>> {
    const { stored, changes, unclear } = await this.#look();
    if (unclear) return failed(unclear);
    const alias = [GROK, ...changes.map((change) => change.alias)].find(
      (each) => each === publication.name,
    );
    if (alias !== undefined) {
      const message = `"${alias}" is an alias, which means a version of a model: give the model another name.`;
      return failed({ code: 'model.name', message });
    }
    return publish(this.#places, { stored, changes }, publication);
  }

  /**
   * The factory file that a model was trained with. Codes: `model.unknown`, `model.missing` where none was kept,
   * `model.hash` where it is not the one of its lineage.
   */
  async factory(reference: string): Promise<Result<ModelFactory>> {
    const found = await this.find(reference);
    if (!found.ok) return found;
    const { model, folder, lineage } = found.value;
    let text: string;
    try {
      text = await readFile(join(folder, FACTORY), 'utf8');
    } catch (error) {
      const message = `${join(folder, FACTORY)} cannot be read: ${error instanceof Error ? error.message : error}.`;
      return refuse('model.missing', message);
    }
    if (createHash('sha256').update(text).digest('hex') !== lineage.factory)
      return refuse('model.hash', `${join(folder, FACTORY)} is not the file of the lineage.`);
    const file = `factory.yaml of ${model}`;
    return ok(lineage.edits ? { file, text, edits: lineage.edits } : { file, text });
  }

  /**
   * Lets an alias mean a version. Of two processes that do so at once the second is refused (`alias.changed`), for it
   * decided by what is no longer so. Codes: `model.unknown`, `model.changes`, `alias.name`, `alias.same`,
   * `alias.changed`.
   */
  async promote(reference: string, alias: string, order: Order): Promise<Result<ModelChange>> {
    const named = backOrder.shape.alias.safeParse(alias);
    if (!named.success) {
      const message = `"${alias}" is no name of an alias: ${named.error.issues[0]!.message}.`;
      return refuse('alias.name', message);
    }
    const seen = meaning(alias, await this.#look());
    return this.#changes.append(async () => {
      const snapshot = await this.#look();
      const target = resolve(reference, snapshot);
      if (!target.ok) return target;
      const model = referenceOf(target.value);
      if (snapshot.stored.some(({ facts }) => facts.name === alias))
        return refuse('alias.name', `"${alias}" is the name of a model: name the alias otherwise.`);
      const before = meaning(alias, snapshot);
      if (before !== seen) return refuse('alias.changed', whoChanged(alias, snapshot));
      if (before === model) return refuse('alias.same', `${alias} means ${model} already.`);
      return ok(changeOf({ kind: 'promote', alias, model, before }, order));
    });
  }

  /** Lets an alias mean what it meant before. Codes: `alias.first`, `alias.changed`, `model.changes`. */
  async back(alias: string, order: Order): Promise<Result<ModelChange>> {
    const seen = meaning(alias, await this.#look());
    return this.#changes.append(async () => {
      const snapshot = await this.#look();
      const meanings = existing(alias, snapshot);
      if (meanings.at(-1) !== seen) return refuse('alias.changed', whoChanged(alias, snapshot));
      const model = meanings.at(-2);
      if (model === undefined)
        return refuse(
          'alias.first',
          `${alias} has meant nothing else before: there is nothing to go back to.`,
        );
      return ok(changeOf({ kind: 'back', alias, model, before: seen }, order));
    });
  }

  /** Removes one version. Codes: `model.unknown`, `model.ships`, `model.promoted`, `model.served`. */
  remove(reference: string, order: Order): Promise<Result<Collected>> {
    return remove(this.#parts(), reference, order);
  }

  /**
   * Removes what nothing needs: neither part of the release, nor meant by an alias or what an alias would go back to,
   * nor served, nor one of the `keep` newest versions of its name. Without an order it only says what it would do.
   */
  prune(keep: number, order?: Order): Promise<Collected> {
    return prune(this.#parts(), keep, order);
  }

  #parts() {
    const [places, changes, holds] = [this.#places, this.#changes, this.#holds];
    return { places, changes, holds, look: () => this.#look() };
  }

  async #look(): Promise<Snapshot> {
    const [{ stored, problems }, recorded, holders] = await Promise.all([
      readStored(this.#places),
      this.#changes.read(),
      this.#holds.read(),
    ]);
    return { ...recorded, stored, problems, holders };
  }
}

function describe(stored: Stored, snapshot: Snapshot): PublishedModel {
  const model = referenceOf(stored);
  const { facts, folder, ships } = stored;
  return {
    ...facts,
    model,
    ships,
    folder,
    aliases: aliasesIn(snapshot).filter((alias) => meaning(alias, snapshot) === model),
    heldBy: [...(snapshot.holders.get(model) ?? [])],
  };
}

function problemsOf({ problems, unclear }: Snapshot): readonly Problem[] {
  return unclear ? [...problems, unclear] : problems;
}

function whoChanged(alias: string, snapshot: Snapshot): string {
  const last = snapshot.changes.findLast((change) => change.alias === alias);
  const now = meaning(alias, snapshot);
  const by = last ? ` by ${last.by}` : '';
  return `${alias} was changed${by} at this moment and means ${now} now: look, and say again what you want.`;
}

function changeOf(
  { before, ...change }: Pick<NewChange, 'kind' | 'alias' | 'model' | 'before'>,
  { by, at, why }: Order,
): NewChange {
  return {
    ...change,
    ...(before === undefined ? {} : { before }),
    at,
    by,
    ...(why === undefined ? {} : { why }),
  };
}

function refuse(code: string, message: string): Result<never> {
  return failed({ code, message });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
