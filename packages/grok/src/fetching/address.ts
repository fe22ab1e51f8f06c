import ipaddr from 'ipaddr.js';

/** Public by their ranges, but known to answer only to the machine that asks: the agent of Azure's hosts. */
const LOCAL_ALL_THE_SAME = new Set(['168.63.129.16']);

/** All of the IPv6 that is given out to networks of the internet; translated and tunnelled IPv4 lies in it too, or outside. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address, as a resolver gives it, belongs to a host of the internet: not loopback, private, link-local, shared by
 * carriers, multicast, reserved, for documents or benchmarks, and no IPv4 address in the dress of IPv6.
 */
export function isPublicAddress(address: string): boolean {
  // Four plain numbers or IPv6: what else the library takes for an address (octal, hex) is none here.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  if (LOCAL_ALL_THE_SAME.has(address)) return false;
  const read = ipaddr.parse(address);
  if (read.range() !== 'unicast') return false;
  return read instanceof ipaddr.IPv4 || (read instanceof ipaddr.IPv6 && read.match(GLOBAL_UNICAST));
}
