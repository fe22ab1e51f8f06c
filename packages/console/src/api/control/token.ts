import { recall, remember } from '../../state/storage.ts';

const STORED = 'gigafactory.token';
/** Of a person who has signed in; of no use without the cookie, which no script reads. */
const PROOF = 'gigafactory.proof';
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

/** The token that came with the link, or the proof of who is signed in; undefined if there is neither. */
export function readToken({ sessionStorage }: Pick<TokenPlaces, 'sessionStorage'> = placesOfTab()) {
  return sessionStorage.getItem(STORED) ?? recall('localStorage', PROOF);
}

/** Keeps the proof of a person who has signed in, in the place of any token. */
export function keepProof(proof: string | undefined): void {
  remember('sessionStorage', STORED, undefined);
  remember('localStorage', PROOF, proof);
}

/** The invitation in the address (`#invitation=…`), which is taken out of it. */
export function takeInvitation(): string | undefined {
  const found = /^#invitation=([\w-]+)/.exec(window.location.hash)?.[1];
  if (found !== undefined) window.history.replaceState(window.history.state, '', '#');
  return found;
}

/** Of this tab; where the browser denies it, no token is kept. */
function placesOfTab(): TokenPlaces {
  const sessionStorage: TokenPlaces['sessionStorage'] = {
    getItem: (name) => recall('sessionStorage', name) ?? null,
    setItem: (name, text) => remember('sessionStorage', name, text),
  };
  return { location: window.location, history: window.history, sessionStorage };
}
