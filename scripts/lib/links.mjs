/** Addresses of sources, and what an answer says about them. */

/**
 * The https addresses in a text, each once, in their order.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function addressesIn(text) {
  const found = text.matchAll(/https:\/\/[^\s'"`<>\\]+/g);
  return [...new Set([...found].map(([address]) => address.replace(/[).,;:]+$/, '')))];
}

/**
 * Many sites turn programs away, which says nothing about a reader; only a page that the site itself calls
 * gone is gone.
 *
 * @param {number} status of HTTP
 * @returns {'there' | 'gone' | 'unknown'}
 */
export function verdictOf(status) {
  if (status >= 200 && status < 400) return 'there';
  return status === 404 || status === 410 ? 'gone' : 'unknown';
}
