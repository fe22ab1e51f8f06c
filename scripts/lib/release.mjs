/** What has to be true before a version is published, and the commands that publish it. */

/** In this order: each is installed with the ones before it. */
export const PACKAGES = /** @type {const} */ ([
  'core',
  'trainer',
  'grok',
  'server',
  'console',
  'cli',
]);

/**
 * @typedef {object} Manifest the part of a package.json that a release looks at
 * @property {string} name
 * @property {string} version
 * @property {Readonly<Record<string, string>>} [dependencies]
 * @property {Readonly<Record<string, string>>} [devDependencies]
 *
 * @typedef {object} Checkout
 * @property {readonly Manifest[]} manifests of the packages, in their order
 * @property {{ readonly packages: Readonly<Record<string, { readonly version?: string }>> }} lock
 * @property {string} changelog
 * @property {readonly string[]} tags that exist
 * @property {string} changes what `git status --porcelain` prints
 */

/**
 * All that keeps a checkout from being released; empty when nothing does.
 *
 * @param {Checkout} checkout
 * @returns {string[]}
 */
export function releaseProblems(checkout) {
  const { changelog, tags, changes } = checkout;
  const version = versionOf(checkout);
  const problems = versionProblems(checkout);
  if (!sectionOf(changelog, version)) {
    problems.push(`CHANGELOG.md has no section "## [${version}] - DATE" with anything in it`);
  }
  if (tags.includes(`v${version}`)) problems.push(`the tag v${version} exists already`);
  if (changes.trim())
    problems.push(`there are changes that are not committed:\n${changes.trimEnd()}`);
  return problems;
}

/**
 * Where a version is written otherwise than in the first package.
 *
 * @param {Pick<Checkout, 'manifests' | 'lock'>} checkout
 * @returns {string[]}
 */
export function versionProblems({ manifests, lock }) {
  const version = versionOf({ manifests });
  const problems = /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) ? [] : [`"${version}" is no version`];
  const names = new Set(manifests.map(({ name }) => name));
  for (const [index, manifest] of manifests.entries()) {
    /** @param {string} where @param {string | undefined} found */
    const expect = (where, found) => {
      if (found !== version) problems.push(`${where} has ${found ?? 'no version'}, not ${version}`);
    };
    const folder = `packages/${PACKAGES[index]}`;
    expect(`${folder}/package.json`, manifest.version);
    expect(`package-lock.json for ${folder}`, lock.packages[folder]?.version);
    const uses = { ...manifest.devDependencies, ...manifest.dependencies };
    for (const [name, range] of Object.entries(uses)) {
      if (names.has(name)) expect(`${folder}/package.json for ${name}`, range);
    }
  }
  return problems;
}

/**
 * The commands that publish a version, in order; a package comes after those that it needs.
 *
 * @param {string} version
 * @returns {readonly (readonly [program: string, ...args: string[]])[]}
 */
export function releaseCommands(version) {
  const tag = `v${version}`;
  return [
    ['npm', 'test'],
    ...PACKAGES.map(
      (name) =>
        /** @type {const} */ (['npm', 'publish', '-w', `packages/${name}`, '--access', 'public']),
    ),
    ['git', 'tag', '-a', tag, '-m', tag],
    ['git', 'push', 'origin', tag],
  ];
}

/** @param {Pick<Checkout, 'manifests'>} checkout */
export function versionOf({ manifests }) {
  return manifests[0]?.version ?? '';
}

/**
 * The text under a version's heading, which must give a date.
 *
 * @param {string} changelog
 * @param {string} version
 * @returns {string} '' where there is none
 */
export function sectionOf(changelog, version) {
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find((text) => text.startsWith(`[${version}] - `)) ?? '';
  const [heading = '', ...lines] = section.split('\n');
  return / - \d{4}-\d{2}-\d{2}$/.test(heading.trimEnd()) ? lines.join('\n').trim() : '';
}
