import { describe, expect, it } from 'vitest';
import { isInstalled } from '../../scripts/lib/install.mjs';
import { isAtLeast } from '../../scripts/lib/node-version.mjs';

describe('isAtLeast', () => {
  it.each([
    ['v18.20.8', '>=20.19', false],
    ['v20.18.3', '>=20.19', false],
    ['v20.19.0', '>=20.19', true],
    ['v20.19.0', '>=20.19.1', false],
    ['v22.0.0', '>=20.19', true],
    ['v100.0.0', '>=20.19', true],
  ])('compares %s with %s by number, not by letter', (version, least, expected) => {
    expect(isAtLeast(version, least)).toBe(expected);
  });
});

describe('isInstalled', () => {
  const zod = { version: '4.1.0', integrity: 'sha512-a' };
  const core = { link: true };
  const wanted = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/zod': zod,
      'node_modules/core': core,
      'node_modules/only-on-macos': { version: '1.0.0', optional: true },
    },
  };
  const complete = { 'node_modules/zod': zod, 'node_modules/core': core };

  it('accepts the same packages without builds for other platforms', () => {
    expect(isInstalled(wanted, { packages: complete })).toBe(true);
  });

  it.each([
    ['a missing package', { 'node_modules/zod': zod }],
    ['another version', { ...complete, 'node_modules/zod': { ...zod, version: '4.0.0' } }],
    ['another content', { ...complete, 'node_modules/zod': { ...zod, integrity: 'sha512-b' } }],
    ['a copy instead of a link', { ...complete, 'node_modules/core': { link: false } }],
  ])('refuses %s', (_, packages) => {
    expect(isInstalled(wanted, { packages })).toBe(false);
  });
});
