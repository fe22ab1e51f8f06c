/** What the page of `sim.e2e.ts` holds: core, bundled for a browser. */
export { dispatch } from '@gigafactory/core/api';
export { drawSimCase, runSimCase } from '@gigafactory/core/twin';
