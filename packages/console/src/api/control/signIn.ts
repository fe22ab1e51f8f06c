import type { SignedIn } from '@gigafactory/core/api';
import type { Problem } from '../types.ts';
import { keepProof } from './token.ts';

/** Whether this page was served where people sign in. */
export function asksToSignIn(): boolean {
  return document.querySelector('meta[name="gigafactory-people"]') !== null;
}

/** Signs in; returns why not, in words. */
export function signIn(name: string, password: string): Promise<string | undefined> {
  return enter('sign-in', { name, password });
}

/** Chooses a password by an invitation, and signs in; returns why not, in words. */
export function accept(invitation: string, password: string): Promise<string | undefined> {
  return enter('accept', { invitation, password });
}

async function enter(path: string, order: object): Promise<string | undefined> {
  try {
    const response = await window.fetch(new URL(`control/people/${path}`, pageAddress()), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    const answer: Partial<SignedIn> & { readonly problems?: readonly Problem[] } =
      await response.json();
    if (answer.proof === undefined) return answer.problems?.[0]?.message ?? response.statusText;
    keepProof(answer.proof);
    return undefined;
  } catch {
    return '“gigafactory up” does not answer; it may have been stopped.';
  }
}

function pageAddress(): string {
  return new URL('.', document.baseURI.replace(/[?#].*$/, '')).href;
}
