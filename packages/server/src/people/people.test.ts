import { describe, expect, it } from 'vitest';
import { Attempts } from './attempts.ts';
import { Passwords } from './secrets.ts';

const CHEAP = { n: 16, p: 1 };

describe('passwords', () => {
  it('are checked, and kept with a salt of their own', async () => {
    const passwords = new Passwords(CHEAP);
    const [a, b] = [await passwords.hash('sesame'), await passwords.hash('sesame')];
    expect(a).not.toBe(b);
    expect(await passwords.verify('sesame', a)).toBe(true);
    expect(await passwords.verify('Sesame', a)).toBe(false);
    expect(await passwords.verify('sesame', undefined)).toBe(false);
  });

  it('are hashed with the strength that is said', async () => {
    expect(await new Passwords().hash('sesame')).toMatch(/^scrypt\$32768\$3\$/);
  });

  it('take the same turns in the queue where nobody has the name', async () => {
    const passwords = new Passwords(CHEAP);
    await passwords.verify('x', undefined);
    const many = Array.from({ length: 40 }, () => passwords.verify('x', undefined));
    await Promise.resolve();
    expect(passwords.isBusy).toBe(true);
    expect(await Promise.all(many)).not.toContain(true);
    expect(passwords.isBusy).toBe(false);
  });
});

describe('attempts', () => {
  it('wait longer and longer, a minute at most, and are forgotten', () => {
    let now = 0;
    const attempts = new Attempts(() => now);
    const waits: number[] = [];
    for (let count = 0; count < 14; count++) {
      attempts.failed('name ada');
      waits.push(attempts.wait('name ada'));
    }
    expect(waits).toEqual([0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]);
    expect(attempts.wait('name mia')).toBe(0);
    now += 60_000;
    expect(attempts.wait('name ada')).toBe(0);
    now += 15 * 60_000;
    attempts.failed('name ada');
    expect(attempts.wait('name ada')).toBe(0);
  });

  it('of names without number take no memory without end', () => {
    const attempts = new Attempts(() => 0);
    for (let count = 0; count < 5; count++) attempts.failed('first');
    for (let count = 0; count < 20_000; count++) attempts.failed(`name ${count}`);
    expect(attempts.wait('first')).toBe(0);
  });
});
