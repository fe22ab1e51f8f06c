import { failed, ok, type Result } from '@gigafactory/core/base';

export type Postgres = Pick<typeof import('pg'), 'Client' | 'Pool'>;

/** The library is optional: where it was left out, only journals in PostgreSQL cannot be kept. Code: `journal.library`. */
export async function loadPostgres(
  load: () => Promise<Postgres> = () => import('pg'),
): Promise<Result<Postgres>> {
  try {
    return ok(await load());
  } catch (error) {
    const [words] = String(error instanceof Error ? error.message : error).split('\n');
    const message = `A journal in PostgreSQL needs the package pg, which cannot be loaded here (${words}). Install it with \`npm install pg@8\`.`;
    return failed({ code: 'journal.library', message });
  }
}
