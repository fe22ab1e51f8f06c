import { describe, expect, it } from 'vitest';
import { readTarget } from './target.ts';

function codeOf(text: string, ...allowed: string[]): string | undefined {
  const read = readTarget(text, new Set(allowed));
  return read.ok ? undefined : read.problems[0]?.code;
}

describe('readTarget', () => {
  it.each([
    ...['', 'feed', '//example.org/a', 'http:example.org', 'https://exa mple.org/', 'http://'],
    ...['http:\\\\127.0.0.1\\', 'http://example.org\\@127.0.0.1/', 'http://exam\nple.org/'],
    ...[' http://example.org/', 'http://example.org/\t', `https://example.org/${'a'.repeat(5000)}`],
  ])('takes %j for no URL', (text) => {
    expect(codeOf(text)).toBe('fetch.url');
  });

  it.each([
    ...['file:///etc/passwd', 'ftp://example.org/a', 'gopher://example.org/', 'data://x/,a'],
    ...['blob://example.org/1', 'ws://example.org/', 'unix://var/run/a.sock'],
  ])('asks nobody by the protocol of %s', (text) => {
    expect(codeOf(text)).toBe('fetch.protocol');
  });

  it.each(['http://a:b@example.org/', 'http://a@example.org/', 'http://@example.org/'])(
    'sends no credentials of %s',
    (text) => expect(codeOf(text)).toBe('fetch.credentials'),
  );

  it.each([
    ...['http://example.org:22/', 'http://example.org:443/', 'https://example.org:80/'],
    ...['https://example.org:6379/', 'http://127.0.0.1:8080/'],
  ])('keeps to the port of the protocol in %s', (text) => {
    expect(codeOf(text)).toBe('fetch.port');
  });

  it.each([
    ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0x7f.0.0.1', '0'],
    ...['%31%32%37.0.0.1', '１２７.0.0.1', '127.0.0.1.', '134744072', '8.8.2056', '8.8.8.8.'],
    ...[
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:8.8.8.8]',
      '[64:ff9b::7f00:1]',
      '[fe80::1]',
    ],
    ...['[fd00:ec2::254]', '[2002:7f00:1::]', '10.0.0.1', '192.168.1.1', '172.31.0.1'],
    ...['169.254.169.254', '100.100.100.200', '168.63.129.16', '100.64.0.1', '224.0.0.1'],
    ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'metadata.google.internal'],
    ...['metadata', 'printer.local', 'router.lan', 'db.corp', 'x.home.arpa', 'intranet'],
  ])('reaches no %s', (host) => {
    expect(codeOf(`http://${host}/latest/meta-data`)).toBe('fetch.host');
  });

  it.each([
    ...['https://example.org/feed.xml', 'http://example.org:80/', 'https://EXAMPLE.org./a#b'],
    ...['http://8.8.8.8/', 'https://[2606:4700:4700::1111]/', 'https://bücher.example.org/'],
  ])('may ask %s', (text) => {
    expect(codeOf(text)).toBeUndefined();
  });

  it('opens by an allowance that host at that port, and nothing else', () => {
    const allowed = ['127.0.0.1:8080', 'feeds.corp:443'];
    expect(codeOf('http://127.0.0.1:8080/a', ...allowed)).toBeUndefined();
    expect(codeOf('https://feeds.corp/a', ...allowed)).toBeUndefined();
    expect(codeOf('http://127.0.0.1:8081/a', ...allowed)).toBe('fetch.port');
    expect(codeOf('http://127.0.0.1/a', ...allowed)).toBe('fetch.host');
    expect(codeOf('http://127.1:8080/a', ...allowed)).toBe('fetch.host');
    expect(codeOf('http://feeds.corp/a', ...allowed)).toBe('fetch.host');
    expect(codeOf('http://a:b@127.0.0.1:8080/a', ...allowed)).toBe('fetch.credentials');
    expect(codeOf('ftp://127.0.0.1:8080/a', ...allowed)).toBe('fetch.protocol');
  });
});
