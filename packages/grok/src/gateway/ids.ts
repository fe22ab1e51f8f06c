import { randomBytes } from 'node:crypto';

/** Random bytes are drawn for many ids at once. */
const POOL_IDS = 256;
const ID_BYTES = 16;
let pool = Buffer.alloc(0);
let used = 0;

/** `resp_` and 128 random bits: who does not know an id cannot guess it. */
export function newId(kind: 'resp' | 'msg' | 'fc' | 'fco' | 'rs' | 'call'): string {
  if (used >= pool.length) {
    pool = randomBytes(POOL_IDS * ID_BYTES);
    used = 0;
  }
  const id = pool.toString('hex', used, used + ID_BYTES);
  used += ID_BYTES;
  return `${kind}_${id}`;
}
