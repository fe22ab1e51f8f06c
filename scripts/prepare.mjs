/** After `npm ci` in a clone: builds, so that `npx gigafactory` is there at once. */
import { ensureBuilt } from './lib/build.mjs';

if (!(await ensureBuilt())) process.exit(1);
