import type { Arguments, Context, Options } from './command.ts';
import { inputError } from './failure.ts';

const KINDS = ['local', 'slurm', 'kubernetes'] as const;
type Kind = (typeof KINDS)[number];

/** Options that say where runs are run, and the key of `engine` that each sets. */
interface SiteOption {
  readonly value: string;
  readonly summary: string;
  /** The kinds that have it; all if absent. */
  readonly of?: readonly Kind[];
}

const CLUSTERS = ['slurm', 'kubernetes'] as const;
const SITE_OPTIONS: Readonly<Record<string, SiteOption>> = {
  nodes: { value: 'NODES', summary: 'Nodes: how many, or which (n[0-7]; gpu=h100)' },
  shared: { value: 'DIR', summary: 'Folder that all nodes see under this path', of: CLUSTERS },
  partition: { value: 'NAME', summary: 'Partition of Slurm', of: ['slurm'] },
  account: { value: 'NAME', summary: 'Account of Slurm', of: ['slurm'] },
  namespace: { value: 'NAME', summary: 'Namespace of Kubernetes', of: ['kubernetes'] },
  image: { value: 'IMAGE', summary: 'Image with the program, for Kubernetes', of: ['kubernetes'] },
  queue: { value: 'NAME', summary: 'Local queue of Kueue', of: ['kubernetes'] },
  claim: {
    value: 'NAME',
    summary: 'Claim of the shared volume, for Kubernetes',
    of: ['kubernetes'],
  },
};

/** For commands that run something for real, or look at where it could run. */
export const SITE: Options = {
  engine: { kind: 'text', value: 'KIND', summary: `Where: ${KINDS.join(', ')}` },
  ...Object.fromEntries(
    Object.entries(SITE_OPTIONS).map(([name, { value, summary }]) => [
      name,
      { kind: 'text', value, summary } as const,
    ]),
  ),
};

/**
 * The context with these options among its edits, as if they stood in the file.
 * @throws InputError `run.engine`, `run.site` for an option of another engine than the one named
 */
export function withSite(context: Context): Context {
  const { args } = context;
  const edits = siteEdits(args);
  if (edits.length === 0) return context;
  const lists = { ...args.lists, set: [...(args.lists['set'] ?? []), ...edits] };
  return { ...context, args: { ...args, lists } };
}

/** Whether any of these options is given. */
export function hasSite({ texts }: Arguments): boolean {
  return Object.keys(SITE).some((name) => texts[name] !== undefined);
}

function siteEdits({ texts }: Arguments): string[] {
  const kind = kindOf(texts['engine']);
  const edits = kind === undefined ? [] : [`engine.kind=${kind}`];
  for (const [name, { of }] of Object.entries(SITE_OPTIONS)) {
    const value = texts[name];
    if (value === undefined) continue;
    if (kind !== undefined && of && !of.includes(kind)) {
      const message = `--${name} is for ${of.map((each) => `--engine ${each}`).join(' and ')}, not for ${kind}; leave it out.`;
      throw inputError('run.site', message);
    }
    if (value.trim() === '') throw inputError('run.site', `--${name} needs a value.`);
    edits.push(`engine.${name}=${name === 'nodes' ? nodesText(value, kind) : quoted(value)}`);
  }
  return edits;
}

function kindOf(written: string | undefined): Kind | undefined {
  if (written === undefined) return undefined;
  const kind = KINDS.find((each) => each === written);
  if (kind) return kind;
  const message = `There is no engine "${written}"; there are ${KINDS.join(', ')}.`;
  throw inputError('run.engine', message, nearestKind(written));
}

function nearestKind(written: string): string | undefined {
  return KINDS.find((each) => each.startsWith(written.slice(0, 2).toLowerCase()));
}

/** A number, names as Slurm writes them, or labels as Kubernetes does. */
function nodesText(value: string, kind: Kind | undefined): string {
  if (/^\d+$/.test(value) || kind === 'local') return value;
  const isSelector = kind === undefined ? /[=!]/.test(value) : kind === 'kubernetes';
  return `{${isSelector ? 'selector' : 'pattern'}: ${quoted(value)}}`;
}

/** As YAML takes it, whatever is in it. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
