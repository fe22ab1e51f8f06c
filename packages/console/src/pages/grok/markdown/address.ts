/** The address of a link that may be followed: of the web or of mail, and of no page of this server. */
export function safeAddress(
  href: string,
): { readonly href: string; readonly host: string } | undefined {
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    return undefined;
  }
  if (url.protocol === 'mailto:') return { href: url.href, host: url.pathname };
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  // A name before the host misleads about where the link goes.
  if (!isWeb || url.username !== '' || url.password !== '') return undefined;
  return { href: url.href, host: url.host };
}
