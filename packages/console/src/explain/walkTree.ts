import type { KeyboardEvent } from 'react';

/**
 * Arrow keys in a tree of buttons marked `data-walk`: up and down move between the visible ones,
 * right opens (then moves on), left closes (then moves to the row above that holds it).
 */
export function walkTree(event: KeyboardEvent<HTMLElement>): void {
  if (!(event.target instanceof HTMLElement) || event.target.tagName === 'INPUT') return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-walk]')];
  const here = event.target.closest<HTMLElement>('[data-walk]');
  const at = here ? rows.indexOf(here) : -1;
  const open = here?.getAttribute('aria-expanded');
  if (event.key === 'ArrowDown') rows[at + 1]?.focus();
  else if (event.key === 'ArrowUp') rows[Math.max(at - 1, 0)]?.focus();
  else if (event.key === 'ArrowRight' && open === 'false') here?.click();
  else if (event.key === 'ArrowRight') rows[at + 1]?.focus();
  else if (event.key === 'ArrowLeft' && open === 'true') here?.click();
  else if (event.key === 'ArrowLeft') rowAbove(here)?.focus();
  else return;
  event.preventDefault();
}

function rowAbove(row: HTMLElement | null): HTMLElement | null | undefined {
  const holder = row?.closest('li')?.parentElement?.closest('li');
  return holder?.querySelector<HTMLElement>('[data-walk]');
}
