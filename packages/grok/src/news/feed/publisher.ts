/** Second parts under which countries let others register names. */
const SECOND = new Set('co com org net ac gov edu gob or ne go nom'.split(' '));

/**
 * Who stands behind an address: the part of its domain that is registered, so that the sites of one house count once. A feed in a file
 * that names no address is a publisher of its own.
 */
export function publisherOf(address: string): string {
  if (!URL.canParse(address)) return address;
  const { hostname } = new URL(address);
  if (hostname === '') return address;
  const parts = hostname.replace(/\.$/, '').split('.');
  if (/^[\d.]+$|:/.test(hostname) || parts.length <= 2) return hostname;
  const [second, top] = parts.slice(-2) as [string, string];
  return parts.slice(top.length === 2 && SECOND.has(second) ? -3 : -2).join('.');
}
