import { failed, ok, type Result } from '@gigafactory/core/base';
import type { Postgres } from './library.ts';

/** A database, by words that can be shown: its password is not among them. */
export interface Address {
  readonly url: string;
  /** `gigafactory at db.example:5432`. */
  readonly words: string;
}

/**
 * Reads what `DATABASE_URL` holds. A text that is not such an address is refused without being repeated, for a
 * password may be in it. Code: `journal.url`.
 */
export function readAddress(url: string, { Client }: Pick<Postgres, 'Client'>): Result<Address> {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    return refuse('it does not begin with "postgresql://"');
  }
  const [, authority = '', rest = ''] = /^\w+:\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  // Else a part of the password would be taken for the name of a database, and be shown.
  if (rest.includes('@') || rest.includes('#') || authority.split('@').length > 2) {
    return refuse('special characters of its password must be written as %40, %23, %2F and so on');
  }
  try {
    const { host, port, database = '' } = new Client({ connectionString: url });
    const where = host.startsWith('/') ? host : `${host}:${port}`;
    return ok({ url, words: `${database} at ${where}` });
  } catch {
    return refuse('it cannot be read');
  }
}

function refuse(why: string): Result<never> {
  const message = `DATABASE_URL is not the address of a PostgreSQL database, such as postgresql://user:password@host:5432/name: ${why}.`;
  return failed({ code: 'journal.url', message });
}
