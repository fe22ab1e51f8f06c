import { readFileSync } from 'node:fs';
import { Fields, LaunchError } from './problems.ts';

/** Where a rank listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What the engine says in the environment; see docs/programs.md. */
export interface Launch {
  readonly rank: number;
  readonly worldSize: number;
  readonly run: string;
  /** Orders and messages of another attempt are refused. */
  readonly attempt: string;
  /** By rank. Empty for a rank alone, which needs no peers. */
  readonly peers: readonly Address[];
  /** What peers prove to know. */
  readonly secret: string;
  readonly checkpoints: string;
  /** Steps from one checkpoint to the next. */
  readonly checkpointEvery: number;
  /** The checkpoint to start from; none is a start at step 0. */
  readonly resume: string | undefined;
  /** The attempt lives already: wait for its membership and take the state of a peer. */
  readonly joins: boolean;
  /** Path of job.json. */
  readonly job: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment. Throws a `LaunchError` that names all that is wrong with it.
 * A rank alone, started by hand, needs only GIGAFACTORY_JOB and GIGAFACTORY_CHECKPOINTS.
 */
export function readLaunch(environment: Environment): Launch {
  const byHand = environment['RANK'] === undefined && environment['WORLD_SIZE'] === undefined;
  const alone = byHand ? { RANK: '0', WORLD_SIZE: '1' } : {};
  const fields = new Fields({
    GIGAFACTORY_RUN: 'run',
    GIGAFACTORY_ATTEMPT: '1',
    GIGAFACTORY_CHECKPOINT_EVERY: '100',
    ...alone,
    ...environment,
  });
  const worldSize = fields.countText('WORLD_SIZE', 1);
  const rank = fields.countText('RANK', 0);
  if (rank >= worldSize) fields.refuse('RANK', rank, `below WORLD_SIZE ${worldSize}`);
  const joins = environment['GIGAFACTORY_JOIN'] === '1';
  const file = environment['GIGAFACTORY_PEERS_FILE'];
  const hasPeers =
    worldSize > 1 || joins || Boolean(environment['GIGAFACTORY_PEERS']) || Boolean(file);
  const launch: Launch = {
    rank,
    worldSize,
    run: fields.text('GIGAFACTORY_RUN'),
    attempt: fields.text('GIGAFACTORY_ATTEMPT'),
    peers: hasPeers ? readPeers(fields, worldSize, file) : [],
    secret: hasPeers ? fields.text('GIGAFACTORY_SECRET') : '',
    checkpoints: fields.text('GIGAFACTORY_CHECKPOINTS'),
    checkpointEvery: fields.countText('GIGAFACTORY_CHECKPOINT_EVERY', 1),
    resume: environment['GIGAFACTORY_RESUME'] || undefined,
    joins,
    job: fields.text('GIGAFACTORY_JOB'),
  };
  if (fields.problems.length > 0) throw new LaunchError(fields.problems);
  return launch;
}

/** From a file where they are more than a variable can hold. */
function readPeers(fields: Fields, worldSize: number, file: string | undefined): Address[] {
  const text = file ? textOf(fields, file) : fields.text('GIGAFACTORY_PEERS');
  const peers = text.split(',').map(parseAddress);
  const known = peers.filter((peer) => peer !== undefined);
  if (text !== '' && (known.length !== peers.length || peers.length !== worldSize))
    fields.refuse('GIGAFACTORY_PEERS', text, `${worldSize} addresses host:port, one for each rank`);
  return known;
}

function textOf(fields: Fields, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    fields.refuse('GIGAFACTORY_PEERS_FILE', file, 'a file that can be read');
    return '';
  }
}

/** `127.0.0.1:41000`, `[::1]:41000` or `node-1:41000`; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
