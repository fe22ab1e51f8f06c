import { resolve } from 'node:path';
import type { DesiredRun } from '@gigafactory/core/api';
import { InputError } from '../failure.ts';
import type { Io } from '../io.ts';

/** Variables that every program gets from the environment it was ordered from. */
const ALWAYS = ['PATH', 'HOME', 'LANG', 'TMPDIR'] as const;

/** What needs an environment. */
interface Needs {
  readonly engine: DesiredRun['engine'];
  /** Each with its path in the file, and the secrets that it takes. */
  readonly programs: readonly {
    readonly path: string;
    readonly environmentFrom: readonly string[];
  }[];
}

/**
 * What a program gets of this environment: what it needs to be found, and the secrets that the file names; and what the
 * scheduler of a cluster is reached with.
 * @throws InputError `program.secret` for each that is not set
 */
export function environmentFor(
  { programs, engine }: Needs,
  { env, cwd }: Pick<Io, 'env' | 'cwd'>,
  file: string,
): Record<string, string> {
  const secrets = programs.flatMap(({ path, environmentFrom }) =>
    environmentFrom.map((secret) => ({
      secret,
      path: `${path}.environmentFrom`,
      why: 'the program is to get it',
    })),
  );
  const token = engine.kind === 'slurm' ? engine.rest?.tokenFrom : undefined;
  if (token !== undefined) {
    const why = 'slurmrestd is to be asked with the token in it';
    secrets.push({ secret: token, path: 'engine.rest.tokenFrom', why });
  }
  const missing = secrets.filter(({ secret }) => env[secret] === undefined);
  if (missing.length > 0) {
    const problems = missing.map(({ secret, path, why }) => ({
      code: 'program.secret',
      path,
      message: `${secret} is not set here, and ${why}; set it before this command, as in ${secret}=… gigafactory run.`,
    }));
    throw new InputError(problems, file);
  }
  const names = [...ALWAYS, ...OF_ENGINE[engine.kind], ...secrets.map(({ secret }) => secret)];
  const taken = names.flatMap((each) => {
    const value = env[each];
    return value === undefined ? [] : [[each, value] as const];
  });
  return inFull(Object.fromEntries(taken), cwd);
}

/** Variables by which a scheduler is found. */
const OF_ENGINE: Readonly<Record<DesiredRun['engine']['kind'], readonly string[]>> = {
  local: [],
  slurm: ['SLURM_CONF'],
  kubernetes: ['KUBECONFIG'],
};

/** The control plane stands elsewhere: a path must not depend on this folder. */
function inFull(environment: Record<string, string>, cwd: string): Record<string, string> {
  const { KUBECONFIG } = environment;
  return KUBECONFIG ? { ...environment, KUBECONFIG: resolve(cwd, KUBECONFIG) } : environment;
}
