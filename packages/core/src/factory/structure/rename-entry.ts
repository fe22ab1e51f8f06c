import { isMap } from 'yaml';
import { mapValue, type Result } from '../../base/index.ts';
import { MODELS } from '../../facts/index.ts';
import { editFactory } from '../edit.ts';
import { findSpot, valueAt } from '../spot.ts';
import type { Restructured } from './change.ts';
import { type EntryPlace, pathOf } from './collections.ts';
import { rewritten } from './rewrite.ts';
import { renamedFormula, type Site, sitesOf } from './sites.ts';
import { type Edited, meaningOf, reread } from './step.ts';

/** Gives an entry another name, and everything that names it. */
export function renameEntry(before: Edited, entry: EntryPlace, name: string): Result<Restructured> {
  const { collection, keys } = entry;
  const root = before.parsed.document.contents;
  const path = pathOf(collection, name);
  const restsOnName = isNamesake(before, entry, name);
  const sites = sitesOf(root, entry);
  const also = sites
    .filter((site) => site.keys.join('\n') !== keys.join('\n'))
    .map((site) => ({ path: site.keys.join('.'), change: 'renamed' }) as const);
  const changes = sites.map((site) => [site.node, renamedSite(site, entry, name)] as const);
  const write = (inFlow: boolean) => {
    const text = rewritten(before.text, changes, inFlow);
    const meant = meaningOf(root);
    return reread(before, text, path, ({ document }) => meaningOf(document.contents) === meant);
  };
  // Without quotes where that reads the same.
  const plain = write(false);
  const result = plain.ok ? plain : write(true);
  if (!result.ok) return result;
  const renamed = { text: result.value.text, path, also };
  if (!restsOnName) return { ok: true, value: renamed };
  const used = editFactory(renamed.text, { [`${path}.use`]: entry.name });
  return mapValue(used, (whole) => ({ ...renamed, text: whole }));
}

/** Whether a model takes what it leaves out from the model of the catalogue with its name, and will not any more. */
function isNamesake(
  { parsed }: Edited,
  { collection, keys, name }: EntryPlace,
  now: string,
): boolean {
  if (collection !== 'models' || !Object.hasOwn(MODELS, name) || now.includes('.')) return false;
  const { spot } = findSpot(parsed.document.contents, keys);
  const value = spot.kind === 'value' ? valueAt(spot.parent, spot.index) : undefined;
  return isMap(value) && !value.has('use');
}

function renamedSite({ kind, node }: Site, entry: EntryPlace, name: string): string {
  const written = String(node.value);
  if (kind === 'formula') return renamedFormula(written, entry, name);
  if (kind !== 'path') return name;
  const start = `${entry.collection}.${entry.name}`;
  return `${entry.collection}.${name}${written.slice(start.length)}`;
}
