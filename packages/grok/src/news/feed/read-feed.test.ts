import { describe, expect, it } from 'vitest';
import { decodeFeed } from './decode.ts';
import { plainText } from './plain-text.ts';
import { readFeed } from './read-feed.ts';

const NOW = Date.UTC(2026, 10, 20);

function rss(items: string, head = ''): string {
  return `<?xml version="1.0"?>${head}<rss version="2.0"><channel><title>A</title><link>https://a.example</link><description>d</description>${items}</channel></rss>`;
}

function read(text: string) {
  const result = readFeed({ source: 'a.xml', text, now: NOW });
  if (!result.ok) throw new Error(result.problems[0]?.code);
  return result.value;
}

describe('readFeed', () => {
  it('gives title and lead as one plain text', () => {
    const { items } = read(
      rss(
        '<item><title>Two &amp;amp; &lt;b&gt;three&lt;/b&gt;</title><link>https://www.a.example/1</link><pubDate>Thu, 19 Nov 2026 10:00:00 GMT</pubDate><description><![CDATA[<p>One  line.</p><p>And <i>one</i> more.</p>]]></description></item>',
      ),
    );
    expect(items[0]).toMatchObject({
      ...{ text: 'Two & three\nOne line.\nAnd one more.', titleLength: 11 },
      ...{ url: 'https://www.a.example/1', publisher: 'a.example' },
      published: Date.UTC(2026, 10, 19, 10),
    });
  });

  it('expands no entity of a document, and reads none from elsewhere', () => {
    const bombs = Array.from(
      { length: 12 },
      (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`,
    );
    const head = `<!DOCTYPE rss [<!ENTITY e0 "ha"><!ENTITY x SYSTEM "file:///etc/passwd">${bombs.join('')}]>`;
    const item = '<item><title>T &e12; &x; t</title></item>';
    expect(readFeed({ source: 'a', text: rss(item, head), now: NOW })).toMatchObject({ ok: false });
    const one = '<!DOCTYPE rss [<!ENTITY e12 "haha">]>';
    expect(read(rss(item, one)).items[0]?.text).toBe('T &e12; &x; t');
  });

  it.each([
    ['Thu, 01 Jan 2099 00:00:00 GMT'],
    ['Mon, 01 Jan 1970 00:00:00 GMT'],
    ['yesterday'],
    [''],
  ])('takes the date %j for none', (date) => {
    const { items } = read(rss(`<item><title>T</title><pubDate>${date}</pubDate></item>`));
    expect(items[0]?.published).toBeUndefined();
  });

  it('takes no address but http and https, and none with credentials', () => {
    for (const link of ['javascript:alert(1)', 'file:///etc/passwd', 'https://a:b@c.example/']) {
      expect(
        read(rss(`<item><title>T</title><link>${link}</link></item>`)).items[0]?.url,
      ).toBeNull();
    }
  });

  it('leaves out what has no text, and only that', () => {
    const { items, left } = read(
      rss('<item><link>https://a.example/</link></item><item><title>T</title></item>'),
    );
    expect([items.length, left]).toEqual([1, 1]);
  });

  it.each(['', 'nothing', '<html></html>', '<rss><channel><item>', '{"a":1}', '{"version":'])(
    'takes %j for no feed',
    (text) => {
      expect(readFeed({ source: 'a', text, now: NOW })).toMatchObject({
        ok: false,
        problems: [{ code: 'feed.format' }],
      });
    },
  );
});

describe('plainText', () => {
  it.each([
    ['<script>alert(1)</script>Hi<style>p{}</style>', 'Hi'],
    ['a<p hidden>b</p><div style="DISPLAY : none">c<b>d</b></div>e', 'a\ne'],
    ['<img src=x onerror=alert(1)>x', 'x'],
    ['x < y and <b>z', 'x < y and z'],
    ['a\u200Bb\u202Ec\u0007d', 'abcd'],
    ['&lt;b&gt; &amp;amp;', '<b> &amp;'],
    ['<p>one</p>\n\n<p>two<br>three</p>', 'one\ntwo\nthree'],
    ['</p></div>broken<div', 'broken'],
  ])('makes %j to %j', (html, text) => {
    expect(plainText(html)).toBe(text);
  });
});

describe('decodeFeed', () => {
  it.each([
    ['utf-8', '', Buffer.from('é')],
    ['a mark of UTF-16', '', Buffer.from('\uFEFFé', 'utf16le')],
    ['its declaration', '', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?>é', 'latin1')],
    ['the type', 'text/xml; charset="iso-8859-1"', Buffer.from('é', 'latin1')],
    ['nothing but what it usually is', '', Buffer.from('é', 'latin1')],
    ['what is wrongly declared', 'text/xml; charset=klingon', Buffer.from('é')],
  ])('reads by %s', (_, type, bytes) => {
    expect(decodeFeed(bytes, type).replace(/^<.*>/, '')).toBe('é');
  });
});
