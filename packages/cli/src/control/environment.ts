import type { DesiredRun } from '@gigafactory/core/api';
import { InputError } from '../failure.ts';
import type { Io } from '../io.ts';

/** Variables that every program gets from the environment it was ordered from. */
const ALWAYS = ['PATH', 'HOME', 'LANG', 'TMPDIR'] as const;

/**
 * What a program gets of this environment: what it needs to be found, and the secrets that the file names.
 * @throws InputError `program.secret` for each that is not set
 */
export function environmentFor(
  { name, program }: Pick<DesiredRun, 'name' | 'program'>,
  { env }: Pick<Io, 'env'>,
  file: string,
): Record<string, string> {
  const missing = program.environmentFrom.filter((secret) => env[secret] === undefined);
  if (missing.length > 0) {
    const problems = missing.map((secret) => ({
      code: 'program.secret',
      path: `runs.${name}.program.environmentFrom`,
      message: `${secret} is not set here, and the program is to get it; set it before this command, as in ${secret}=… gigafactory run.`,
    }));
    throw new InputError(problems, file);
  }
  return Object.fromEntries(
    [...ALWAYS, ...program.environmentFrom].flatMap((each) => {
      const value = env[each];
      return value === undefined ? [] : [[each, value]];
    }),
  );
}
