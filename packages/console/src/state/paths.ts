/**
 * The paths of the console's pages, after the `#` of the address. Links, keys and redirects all take them
 * from here.
 */
export const paths = {
  overview: () => '/',
  hardware: () => '/plan/hardware',
  power: () => '/plan/power',
  money: () => '/plan/money',
  schedule: () => '/plan/schedule',
  training: () => '/plan/training',
  compare: () => '/plan/compare',
  /** What moves a figure, and what would make claims hold; at one of its parts, if it is given. */
  whatIf: (at?: { readonly part: 'moves' | 'claims' }) => `/plan/what-if${at ? `/${at.part}` : ''}`,
  twin: () => '/operate/twin',
  /** The real runs; one of them, if it is given. */
  runs: (at?: { readonly run: string }) =>
    `/operate/runs${at ? `/${encodeURIComponent(at.run)}` : ''}`,
  /** The real services; one of them, if it is given. */
  services: (at?: { readonly service: string }) =>
    `/operate/services${at ? `/${encodeURIComponent(at.service)}` : ''}`,
  /** The factory file; at a line, counted from 1, if one is given. */
  file: (at?: { readonly line: number }) => `/files/file${at ? `/line/${at.line}` : ''}`,
  assumptions: () => '/files/assumptions',
  catalogue: () => '/files/catalogue',
  /** The published models; one version, such as `grok-nano@2`, if it is given. */
  models: (at?: { readonly model: string }) =>
    `/files/models${at ? `/${encodeURIComponent(at.model)}` : ''}`,
  /** The conversations with the assistant; one of them, if it is given. */
  chat: (at?: { readonly chat: string }) => `/grok${at ? `/${encodeURIComponent(at.chat)}` : ''}`,
} as const;

/** For an `href`: the query, which holds the file, the edits, the run and the source, stays as it is. */
export function linkTo(path: string): string {
  return `#${path}`;
}

/** The line of the file that a location asks for. */
export function lineAt(location: string): number | undefined {
  const { line } = /^\/files\/file\/line\/(?<line>\d+)$/.exec(location)?.groups ?? {};
  return line === undefined ? undefined : Number(line);
}

/** The real run that a location asks for. */
export function runAt(location: string): string | undefined {
  return nameBelow(paths.runs(), location);
}

/** The real service that a location asks for. */
export function serviceAt(location: string): string | undefined {
  return nameBelow(paths.services(), location);
}

/** The published model that a location asks for. */
export function modelAt(location: string): string | undefined {
  return nameBelow(paths.models(), location);
}

/** The chat that a location asks for. */
export function chatAt(location: string): string | undefined {
  return nameBelow(paths.chat(), location);
}

function nameBelow(page: string, location: string): string | undefined {
  if (!location.startsWith(`${page}/`)) return undefined;
  const name = location.slice(page.length + 1);
  if (name === '' || name.includes('/')) return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    // A mistyped `%` is taken as it stands.
    return name;
  }
}

/** Rooms without their own page, and the addresses of version 0.1. */
const MOVED: readonly (readonly [from: RegExp, to: string])[] = [
  [/^\/(?:plan|design)$/, paths.hardware()],
  [/^\/power$/, paths.power()],
  [/^\/training$/, paths.training()],
  [/^\/(?:operate|twin)$/, paths.twin()],
  [/^\/(?:files|inputs)$/, paths.file()],
  [/^\/inputs\/line\/(\d+)$/, `${paths.file()}/line/$1`],
];

/** Where a location has moved to; undefined if it has not. */
export function movedTo(location: string): string | undefined {
  const trimmed = location.length > 1 ? location.replace(/\/$/, '') : location;
  const move = MOVED.find(([from]) => from.test(trimmed));
  if (move) return trimmed.replace(...move);
  return trimmed === location ? undefined : trimmed;
}
