import { importsOf } from './syntax.ts';
import { isTest, type SourceFile, type Violation } from './tree.ts';

/** The fields of a package.json that the rules read. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly license?: string;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Before 1.0 every release may break, so `^0.4.0` promises nothing; only an exact version does. */
export function findLooseVersions(manifest: Manifest): string[] {
  return Object.entries(dependenciesOf(manifest))
    .filter(([, range]) => /^[~^>=<\s]*0\./.test(range) && !/^\d+\.\d+\.\d+[\w.+-]*$/.test(range))
    .map(([name, range]) => `${manifest.name} asks for ${name} ${range}: pin it exactly`);
}

/** Packages of this workspace are released together and ask for each other's exact version. */
export function findDisagreements(manifests: readonly Manifest[]): string[] {
  const versions = new Map(manifests.map(({ name, version }) => [name, version]));
  const first = manifests[0]?.version;
  const apart = manifests
    .filter(({ version }) => version === undefined || version !== first)
    .map(({ name, version }) => `${name} is ${version}, not ${first}`);
  const wrong = manifests.flatMap((manifest) =>
    Object.entries(dependenciesOf(manifest))
      .filter(([name, range]) => versions.has(name) && versions.get(name) !== range)
      .map(([name, range]) => `${manifest.name} asks for ${name} ${range}`),
  );
  return [...apart, ...wrong];
}

/** Packages that a source imports and its package.json does not name. */
export function findUndeclared(
  manifest: Manifest,
  declared: ReadonlySet<string>,
  files: readonly SourceFile[],
): Violation[] {
  return files.flatMap((file) =>
    importsOf(file)
      .map(packageOf)
      .filter((name) => name !== undefined && !declared.has(name))
      .map((name) => ({
        path: file.path,
        message: `imports ${name}, unknown to ${manifest.name}`,
      })),
  );
}

/** What a source may import: of a library what is installed with it or asked for, of a bundle anything. */
export function declaredFor(manifest: Manifest, bundled: boolean): Set<string> {
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  const declared = bundled
    ? dependenciesOf(manifest)
    : { ...dependencies, ...optionalDependencies, ...peerDependencies };
  return new Set(Object.keys(declared));
}

export function sourcesOf(folder: string, files: readonly SourceFile[]): SourceFile[] {
  return files.filter(({ path }) => path.startsWith(`${folder}/src/`) && !isTest(path));
}

function dependenciesOf(manifest: Manifest): Record<string, string> {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  return { ...dependencies, ...devDependencies, ...optionalDependencies };
}

function packageOf(specifier: string): string | undefined {
  if (/^(\.|node:|virtual:)/.test(specifier)) return undefined;
  return /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
}
