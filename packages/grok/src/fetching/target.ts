import { isIP } from 'node:net';
import type { Result } from '@gigafactory/core/base';
import { isPublicAddress } from './address.ts';
import { refused } from './problem.ts';

/** Somewhere that may be asked. */
export interface Target {
  readonly url: URL;
  /** Without brackets, and without the dot that a full name may end with. */
  readonly host: string;
  /** Whether its host and port are allowed by name: such a host may be private. */
  readonly isAllowed: boolean;
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
const LONGEST_URL = 4096;
/** Names that only networks of one's own have. */
const OWN_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|onion|test|invalid)$/;

/**
 * Reads where a stranger wants something fetched from.
 * @param allowed hosts with their ports, `127.0.0.1:8080`, that may be asked although they are not public
 */
export function readTarget(text: string, allowed: ReadonlySet<string>): Result<Target> {
  if (text.length > LONGEST_URL) return refused('url', 'The URL is too long.');
  // The parser of URLs drops line ends and takes backslashes for slashes; who reads them otherwise sees another host.
  const authority = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(text)?.[1];
  if (authority === undefined || /[\s\\]|\p{Cc}/u.test(text) || !URL.canParse(text))
    return refused('url', 'It is no URL of the form https://host/path.');
  const url = new URL(text);
  const port = PORTS[url.protocol];
  if (port === undefined) return refused('protocol', 'Only http and https are fetched.');
  if (url.username !== '' || url.password !== '' || authority.includes('@'))
    return refused('credentials', 'A URL with a name or a password in it is not fetched.');
  url.hash = '';
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const isAllowed = allowed.has(`${url.hostname}:${url.port || port}`);
  if (!isAllowed && url.port !== '')
    return refused('port', `Port ${url.port} is not fetched from, only ${port}.`);
  if (isIP(host) !== 0 && !isPlain(authority, url))
    return refused('host', 'An address is written as four numbers, or as IPv6.');
  if (!isAllowed && !isPublicHost(host))
    return refused('host', `"${host}" is no host of the internet.`);
  return { ok: true, value: { url, host, isAllowed } };
}

/** Whether an address is written as it is read: not as one number, in hex, in octal or with encoded digits. */
function isPlain(authority: string, { hostname }: URL): boolean {
  const written = authority.replace(/:\d*$/, '');
  return hostname.startsWith('[') || written === hostname;
}

function isPublicHost(host: string): boolean {
  if (isIP(host) !== 0) return isPublicAddress(host);
  return host.includes('.') && !OWN_NAMES.test(host);
}
