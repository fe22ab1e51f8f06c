import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditState, inBothThemes, SIZES, STATES, type State } from '../scripts/lib/axe.mjs';
import { openPage } from './browser.ts';
import { builtConsole } from './built-console.ts';
import { ControlServer, TOKEN } from './control/control-server.ts';
import { recordRun } from './control/recorded-run.ts';

const LOOKS = inBothThemes(SIZES);

const built = builtConsole();
let page: Page;

// One page for all: what a state leaves behind goes with its document.
beforeAll(async () => {
  ({ page } = await openPage(built.browser));
});

describe('nothing stands in the way of people with disabilities, as far as axe can tell', () => {
  it.each(STATES.map((state) => [state.name, state] as const))('%s', async (_name, state) => {
    expect(await auditState(page, built.url, state, LOOKS)).toEqual([]);
  });

  it('real runs', async () => {
    const control = new ControlServer(recordRun(Date.now(), 2 * 86_400));
    const base = (await control.listen()).replace(/\/$/, '');
    const states: readonly State[] = [
      {
        name: 'all',
        address: `?file=five-lines#/operate/runs&token=${TOKEN}`,
        ready: (open) => open.getByRole('table', { name: 'Runs' }).waitFor(),
      },
      {
        name: 'one',
        address: '?file=five-lines#/operate/runs/nano',
        ready: (open) => open.getByRole('img', { name: /^Loss since/ }).waitFor(),
      },
    ];
    const found = [];
    for (const state of states) found.push(...(await auditState(page, base, state, LOOKS)));
    control.close();
    expect(found).toEqual([]);
  });
});
