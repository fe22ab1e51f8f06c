import { importsOf } from './syntax.ts';
import { resolveImport, type SourceFile, type Violation } from './tree.ts';

type Rooms = Readonly<Record<string, readonly string[]>>;

/** Packages of rooms: each room and what stands directly below it; what stands below that is allowed too. */
const ROOMS: Readonly<Record<string, Rooms>> = {
  core: {
    base: [],
    diagram: ['base'],
    facts: ['base'],
    model: ['facts'],
    factory: ['model'],
    plan: ['factory'],
    backtest: ['factory'],
    export: ['plan'],
    control: ['base'],
    twin: ['control', 'model'],
    study: ['plan', 'twin', 'diagram'],
    api: ['study', 'backtest', 'export'],
  },
  grok: {
    model: [],
    registry: ['model'],
    grammar: [],
    decoder: ['model', 'grammar'],
    servers: ['decoder'],
    skill: ['servers', 'registry'],
    teach: ['skill'],
    assistant: ['skill'],
    sight: ['assistant'],
    gateway: [],
    fetching: [],
    news: ['skill', 'fetching'],
  },
};

/** Inner doors: parts of a room that others may enter without going through its index. */
const DOORS: readonly string[] = [
  'control/protocol',
  'control/protocol/conformance',
  'control/journal',
];

/** Doors with a lock: files that only some may enter, and why. */
const LOCKS: readonly Lock[] = [
  {
    door: 'packages/core/src/control/protocol/rules.ts',
    opensFor: /^packages\/core\/src\/(control|twin\/sim)\//,
    why: 'only simulation tests may live without a rule; others read RULES from the protocol',
  },
];

/** What each package may import of the others: a whole package, or some rooms of core. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: [],
  trainer: ['core/base'],
  grok: ['core', 'trainer/tokenizer', 'trainer/decoder', 'trainer/checkpoint', 'trainer/program'],
  server: ['core', 'grok'],
  cli: ['core', 'grok', 'server'],
  console: ['core/api', 'core/base', 'core/report', 'core/study'],
};

/** Folders of a package that may not import some others, or a library, and why. */
const WALLS: readonly Wall[] = [
  {
    from: 'packages/core/src/control/protocol/',
    to: ['packages/core/src/control/(?!protocol/)'],
    why: 'the protocol knows engines and no supervisor',
  },
  {
    from: 'packages/core/src/control/journal/',
    to: ['packages/core/src/control/(?!protocol/|journal/)'],
    why: 'a journal knows what was said, and no supervisor',
  },
  {
    from: 'packages/core/src/study/',
    to: ['zod$'],
    why: 'study takes what api has checked already',
  },
  {
    from: 'packages/console/src/ui/',
    to: ['state', 'api', 'explain', 'pages', 'app'].map((room) => `packages/console/src/${room}/`),
    why: 'ui knows no state, no api and no page: take what it shows as props',
  },
  {
    from: 'packages/console/src/explain/',
    to: ['pages', 'app'].map((room) => `packages/console/src/${room}/`),
    why: 'explain stands below the pages',
  },
  {
    from: 'packages/console/src/lives/',
    to: ['pages', 'app'].map((room) => `packages/console/src/${room}/`),
    why: 'what is asked of the twin stands below the pages that show it',
  },
  {
    from: 'packages/console/src/studies/',
    to: ['pages', 'app'].map((room) => `packages/console/src/${room}/`),
    why: 'what takes many plans stands below the pages that show it',
  },
  {
    from: 'packages/console/src/control/',
    to: ['pages', 'app', 'explain', 'lives'].map((room) => `packages/console/src/${room}/`),
    why: 'what pages about real things share stands below them',
  },
  {
    from: 'packages/console/src/life/',
    to: [
      ...['app', 'pages', 'explain', 'lives'].map((room) => `packages/console/src/${room}/`),
      ...['factory', 'location', 'plan', 'source', 'useRun'].map(
        (file) => `packages/console/src/state/${file}.ts`,
      ),
    ],
    why: 'a life is shown from props, so that the life of a real run can be too',
  },
  {
    from: 'packages/server/src/threads/',
    to: ['packages/server/src/http/'],
    why: 'threads answer operations, and http calls them',
  },
  {
    from: 'packages/trainer/src/tokenizer/',
    to: ['packages/trainer/src/(?!tokenizer/)', 'node:'],
    why: 'the tokenizer is a function of its text: others decode with it',
  },
  {
    from: 'packages/trainer/src/decoder/',
    to: ['packages/trainer/src/(?!decoder/)', 'node:'],
    why: 'the decoder knows its weights and no training: others run it too',
  },
  {
    from: 'packages/trainer/src/train/',
    to: ['packages/trainer/src/(?!train/|decoder/)'],
    why: 'steps of training know neither peers nor files',
  },
  {
    from: 'packages/trainer/src/exchange/',
    to: ['packages/trainer/src/(?!exchange/|train/|launch/)'],
    why: 'peers exchange states and gradients, whatever they are of',
  },
  {
    from: 'packages/server/src/journal/',
    to: ['engine', 'http', 'operate', 'threads'].map((room) => `packages/server/src/${room}/`),
    why: 'a store of journals knows neither engines nor who writes',
  },
  {
    from: 'packages/server/src/engine/gang/',
    to: ['local', 'cluster', 'slurm', 'kubernetes'].map(
      (room) => `packages/server/src/engine/${room}/`,
    ),
    why: 'what engines share knows none of them',
  },
  {
    from: 'packages/server/src/engine/local/',
    to: ['cluster', 'slurm', 'kubernetes'].map((room) => `packages/server/src/engine/${room}/`),
    why: 'agents of this machine know no scheduler',
  },
  {
    from: 'packages/server/src/engine/cluster/',
    to: ['slurm', 'kubernetes'].map((room) => `packages/server/src/engine/${room}/`),
    why: 'a cluster knows schedulers by their port alone',
  },
  {
    from: 'packages/server/src/engine/',
    to: ['@gigafactory/core/(?!(base|protocol|conformance)$)'],
    why: 'an engine knows the protocol and no supervisor',
  },
  {
    from: 'packages/',
    to: ['@gigafactory/\\w+/\\w+/'],
    why: 'enter a package by a door that its manifest names',
  },
];

interface Lock {
  readonly door: string;
  readonly opensFor: RegExp;
  readonly why: string;
}

interface Wall {
  readonly from: string;
  readonly to: readonly string[];
  readonly why: string;
}

/**
 * Where a file stands: its package and, in a package of rooms, its room. Undefined outside the packages.
 */
interface Home {
  readonly pkg: string;
  readonly room: string | undefined;
}

/** Imports that go up, reach past a room's index or leave a package by a path. */
export function findForbiddenImports(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((specifier) => {
      const message = whyForbidden(file.path, specifier);
      return message ? [{ path: file.path, message: `imports '${specifier}': ${message}` }] : [];
    }),
  );
}

/** Files that import each other in a circle; imports of types count. One violation per circle. */
export function findCycles(files: readonly SourceFile[]): Violation[] {
  const edges = new Map(files.map((file) => [file.path, relativeImports(file)]));
  const violations: Violation[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const walk = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      const circle = [...trail.slice(trail.indexOf(path)), path];
      violations.push({ path, message: `imports in a circle: ${circle.join(' -> ')}` });
      return;
    }
    state.set(path, 'open');
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of edges.keys()) walk(path, []);
  return violations;
}

/** Paths from the root of the files that a file imports by a relative path. */
export function relativeImports(file: SourceFile): string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => resolveImport(file.path, specifier));
}

function whyForbidden(path: string, specifier: string): string | undefined {
  const from = homeOf(path);
  if (!from) return undefined;
  if (specifier.startsWith('.')) {
    const target = resolveImport(path, specifier);
    const lock = LOCKS.find(({ door }) => door === target);
    if (lock) return lock.opensFor.test(path) ? undefined : lock.why;
    return whyWalled(path, target) ?? whyRelativeForbidden(from, target);
  }
  const walled = whyWalled(path, specifier);
  if (walled) return walled;
  const named = /^(?:@gigafactory\/)(\w+)(?:\/(\w+))?/.exec(specifier);
  if (named?.[1]) return whyPackageForbidden(from.pkg, named[1], named[2]);
  return specifier === 'gigafactory' ? 'nothing imports the command line' : undefined;
}

/** The page of the console that a file belongs to. */
const PAGE = /^packages\/console\/src\/pages\/(\w+)\//;

function whyWalled(path: string, target: string): string | undefined {
  const [page, other] = [PAGE.exec(path)?.[1], PAGE.exec(target)?.[1]];
  if (page && other && page !== other)
    return 'pages know nothing of each other: share it below them';
  return WALLS.find(
    ({ from, to }) =>
      path.startsWith(from) && to.some((room) => new RegExp(`^${room}`).test(target)),
  )?.why;
}

function whyRelativeForbidden(from: Home, target: string): string | undefined {
  if (target === `packages/${from.pkg}/package.json`) return undefined;
  const to = homeOf(target);
  if (to?.pkg !== from.pkg) return 'leaves its package; import the package by its name';
  if (to.room === from.room) return undefined;
  if (!from.room || !to.room) return `${from.pkg} has no files outside its rooms`;
  if (!roomsBelow(ROOMS[from.pkg] ?? {}, from.room).has(to.room))
    return `${from.room} may not import ${to.room}`;
  const doors = [to.room, ...DOORS].map((door) => `packages/${to.pkg}/src/${door}/index.ts`);
  return doors.includes(target) || /\.fixture\.ts$/.test(target)
    ? undefined
    : `enter ${to.room} through its index.ts`;
}

function whyPackageForbidden(from: string, to: string, room?: string): string | undefined {
  if (from === to) return 'import files of the own package by a relative path';
  const allowed = PACKAGES[from] ?? [];
  if (allowed.includes(to) || allowed.includes(`${to}/${room}`)) return undefined;
  return `${from} may import only ${allowed.join(', ') || 'what it holds'}`;
}

function homeOf(path: string): Home | undefined {
  const [, pkg, room] = /^packages\/(\w+)\/src\/(?:(\w+)\/)?/.exec(path) ?? [];
  if (!pkg) return undefined;
  return { pkg, room: Object.hasOwn(ROOMS, pkg) ? room : undefined };
}

function roomsBelow(rooms: Rooms, room: string): Set<string> {
  const direct = rooms[room] ?? [];
  return new Set([...direct, ...direct.flatMap((below) => [...roomsBelow(rooms, below)])]);
}
