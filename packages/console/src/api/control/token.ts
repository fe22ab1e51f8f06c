import { recall, remember } from '../../state/storage.ts';

const STORED = 'gigafactory.token';
const TOKEN = /(?<before>^#|[&?])token=(?<token>[^&]*)/;

/** The parts of `window` that hold the token, for tests to replace. */
export interface TokenPlaces {
  readonly location: Pick<Location, 'href'>;
  readonly history: Pick<History, 'state' | 'replaceState'>;
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
}

/**
 * Takes the token of the control plane out of the address (`#token=…`), where a shared link or the history
 * would give it away, and keeps it for as long as the tab is open. Before the first look at the address. Whether there was one.
 */
export function takeToken(
  { location, history, sessionStorage }: TokenPlaces = placesOfTab(),
): boolean {
  const url = new URL(location.href);
  const found = TOKEN.exec(url.hash)?.groups;
  if (!found) return false;
  if (found['token']) sessionStorage.setItem(STORED, decoded(found['token']));
  url.hash = url.hash.replace(TOKEN, found['before'] === '#' ? '#' : '');
  history.replaceState(history.state, '', url);
  return true;
}

/** A link that is pasted into an open tab changes only what follows `#`: with a token all begins anew. */
export function followTokens(): void {
  window.addEventListener('hashchange', () => {
    if (takeToken()) window.location.reload();
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The token that came with the link; undefined if none did. */
export function readToken({ sessionStorage }: Pick<TokenPlaces, 'sessionStorage'> = placesOfTab()) {
  return sessionStorage.getItem(STORED) ?? undefined;
}

/** Of this tab; where the browser denies it, no token is kept. */
function placesOfTab(): TokenPlaces {
  const sessionStorage: TokenPlaces['sessionStorage'] = {
    getItem: (name) => recall('sessionStorage', name) ?? null,
    setItem: (name, text) => remember('sessionStorage', name, text),
  };
  return { location: window.location, history: window.history, sessionStorage };
}
