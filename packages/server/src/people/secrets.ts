import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** A random secret of 256 bits, in characters of an address. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256, in hexadecimal: enough for what has 256 random bits. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether a secret has a hash; how long it takes to say no tells nothing. */
export function hasHash(secret: string, hash: string): boolean {
  const [given, kept] = [Buffer.from(hashOf(secret)), Buffer.from(hash)];
  return given.length === kept.length && timingSafeEqual(given, kept);
}

/** How much work a password is: N and p of scrypt, whose r is 8. */
export interface PasswordCost {
  readonly n: number;
  readonly p: number;
}

/** 32 MiB and three passes, one of the settings that OWASP's Password Storage Cheat Sheet calls equally strong. */
const STRONG: PasswordCost = { n: 2 ** 15, p: 3 };

const R = 8;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** At once: each takes memory and a thread. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 32;

/** Hashes and checks passwords by scrypt, few at once: those who guess must not take the memory of the machine. */
export class Passwords {
  readonly #cost: PasswordCost;
  /** What a name is checked against that nobody has, so that it takes as long. */
  #nobody: Promise<string> | undefined;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(cost: PasswordCost = STRONG) {
    this.#cost = cost;
  }

  /** Whether there are more than may wait. */
  get isBusy(): boolean {
    return this.#waiting.length >= MOST_WAITING;
  }

  async hash(password: string): Promise<string> {
    const { n, p } = this.#cost;
    const salt = randomBytes(SALT_BYTES);
    const key = await this.#derive(password, salt, this.#cost);
    return ['scrypt', n, p, salt.toString('base64url'), key.toString('base64url')].join('$');
  }

  /** Whether a password is the one of a hash. Without a hash it takes as long, and is false. */
  async verify(password: string, hash: string | undefined): Promise<boolean> {
    this.#nobody ??= this.hash(newSecret());
    const [, n, p, salt = '', key = ''] = (hash ?? (await this.#nobody)).split('$');
    const kept = Buffer.from(key, 'base64url');
    const cost = { n: Number(n), p: Number(p) };
    const given = await this.#derive(password, Buffer.from(salt, 'base64url'), cost);
    return timingSafeEqual(given, kept) && hash !== undefined;
  }

  async #derive(password: string, salt: Buffer, { n, p }: PasswordCost): Promise<Buffer> {
    if (this.#running >= MOST_AT_ONCE)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      // The same letters may be typed as different characters.
      return await derive(password.normalize('NFKC'), salt, {
        ...{ N: n, r: R, p, maxmem: 256 * n * R },
      });
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
