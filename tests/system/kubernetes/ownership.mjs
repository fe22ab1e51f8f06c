/**
 * Who owns which field, and the ways to change an object: merge patch and server-side apply. Lists are owned and
 * replaced as a whole, while a real server merges some of them by key.
 *
 * @typedef {Record<string, unknown>} Json
 * @typedef {{ manager: string, operation: 'Apply' | 'Update', paths: Set<string> }} Owner
 */

/** What no manager owns. */
const UNOWNED =
  /^(apiVersion|kind|status|metadata\.(name|namespace|uid|resourceVersion|generation|creationTimestamp|managedFields))(\.|$)/;

const SEPARATOR = '.';
const DOT = '\u0000';

/** @param {unknown} value @returns {value is Json} */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Paths of all that is no object, with what stands there. @param {Json} value @param {string} [prefix] @returns {Map<string, string>} */
function leavesOf(value, prefix = '') {
  /** @type {Map<string, string>} */
  const leaves = new Map();
  for (const [key, part] of Object.entries(value)) {
    const path = prefix + key.replaceAll('.', DOT);
    if (UNOWNED.test(path) || part === undefined) continue;
    if (isObject(part) && Object.keys(part).length > 0) {
      for (const [deep, text] of leavesOf(part, `${path}${SEPARATOR}`)) leaves.set(deep, text);
    } else leaves.set(path, JSON.stringify(part));
  }
  return leaves;
}

/** JSON merge patch, RFC 7386. @param {unknown} target @param {unknown} patch @returns {unknown} */
export function mergePatch(target, patch) {
  if (!isObject(patch)) return patch;
  /** @type {Json} */
  const result = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** @param {Json} target @param {string} path */
function removeAt(target, path) {
  const keys = path.split(SEPARATOR).map((key) => key.replaceAll(DOT, '.'));
  const last = keys.pop() ?? '';
  /** @type {unknown} */
  let at = target;
  for (const key of keys) at = isObject(at) ? at[key] : undefined;
  if (isObject(at)) delete at[last];
}

/**
 * Server-side apply: a field that another manager owns with another value is a conflict.
 *
 * @param {Json} live
 * @param {readonly Owner[]} owners
 * @param {{ config: Json, manager: string, force: boolean }} how
 * @returns {{ conflicts: string[] } | { object: Json, owners: Owner[] }}
 */
export function apply(live, owners, { config, manager, force }) {
  const wanted = leavesOf(config);
  const there = leavesOf(live);
  const others = owners.filter((owner) => owner.manager !== manager);
  const disputed = [...wanted].filter(
    ([path, text]) => there.has(path) && there.get(path) !== text,
  );
  const conflicts = disputed.flatMap(([path]) => {
    const owner = others.find(({ paths }) => paths.has(path));
    return owner ? [`conflict with "${owner.manager}": .${path.replaceAll(DOT, '.')}`] : [];
  });
  if (conflicts.length > 0 && !force) return { conflicts };
  /** @type {Json} */
  const object = structuredClone(/** @type {Json} */ (mergePatch(live, config)));
  const before = owners.find((owner) => owner.manager === manager && owner.operation === 'Apply');
  for (const path of before?.paths ?? []) {
    if (!wanted.has(path) && !others.some(({ paths }) => paths.has(path))) removeAt(object, path);
  }
  const lost = new Set(disputed.map(([path]) => path));
  const rest = owners
    .filter((owner) => owner !== before)
    .map((owner) => ({ ...owner, paths: new Set([...owner.paths].filter((p) => !lost.has(p))) }));
  rest.push({ manager, operation: 'Apply', paths: new Set(wanted.keys()) });
  return { object, owners: rest.filter(({ paths }) => paths.size > 0) };
}

/** After an update: what it changed is its manager's. @param {readonly Owner[]} owners @param {Json} before @param {Json} after @param {string} manager @returns {Owner[]} */
export function claim(owners, before, after, manager) {
  const old = leavesOf(before);
  const now = leavesOf(after);
  const changed = new Set(
    [...now].filter(([path, text]) => old.get(path) !== text).map(([p]) => p),
  );
  const own = owners.find((owner) => owner.manager === manager && owner.operation === 'Update');
  const rest = owners
    .filter((owner) => owner !== own)
    .map((owner) => ({
      ...owner,
      paths: new Set([...owner.paths].filter((path) => now.has(path) && !changed.has(path))),
    }));
  const kept = [...(own?.paths ?? [])].filter((path) => now.has(path));
  rest.push({ manager, operation: 'Update', paths: new Set([...kept, ...changed]) });
  return rest.filter(({ paths }) => paths.size > 0);
}

/** As `metadata.managedFields` has it. @param {readonly Owner[]} owners */
export function managedFieldsOf(owners) {
  return owners.map(({ manager, operation, paths }) => {
    /** @type {Json} */
    const fieldsV1 = {};
    for (const path of paths) {
      let at = fieldsV1;
      for (const key of path.split(SEPARATOR)) {
        const name = `f:${key.replaceAll(DOT, '.')}`;
        at = /** @type {Json} */ ((at[name] ??= {}));
      }
    }
    return { manager, operation, fieldsType: 'FieldsV1', fieldsV1 };
  });
}
