import type { DoctorFinding } from '../engine/finding.ts';
import { openPostgres } from '../journal/postgres/open.ts';

/** No control plane has it: looking for it tells whether the database answers, and makes nothing there. */
const NO_SCHEMA = 'gigafactory_000000000000';

/** Where journals will be, and whether that database would keep them. */
export async function examineJournals(url: string | undefined): Promise<DoctorFinding> {
  const base = { code: 'journals.database', about: 'DATABASE_URL' };
  if (!url) {
    return {
      ...base,
      verdict: 'ok',
      found: 'Not set: journals are in a file of the state folder.',
    };
  }
  const opened = await openPostgres({ url, schema: NO_SCHEMA, mustExist: true });
  if (opened.ok) await opened.value.release();
  const problem = opened.ok ? undefined : opened.problems[0];
  if (!problem || problem.code === 'journal.elsewhere') {
    return { ...base, verdict: 'ok', found: 'PostgreSQL answers, and keeps what it acknowledges.' };
  }
  const advice = 'Mend it, or start without DATABASE_URL: journals are then in a file.';
  return { ...base, verdict: 'broken', found: problem.message, advice };
}
