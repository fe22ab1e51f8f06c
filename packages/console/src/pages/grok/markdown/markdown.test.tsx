import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { safeAddress } from './address.ts';
import { Markdown } from './Markdown.tsx';

const shown = (text: string): string => renderToStaticMarkup(<Markdown text={text} />);

/** Names of all elements, and all addresses of links. */
function parts(html: string) {
  const tags = new Set(Array.from(html.matchAll(/<([a-z][\w-]*)/gi), ([, tag]) => tag));
  const links = Array.from(
    html.matchAll(/(?:href|src|srcset|action|data)="([^"]*)"/g),
    ([, to]) => to,
  );
  return { tags, links };
}

/** Elements that an answer may have. */
const ALLOWED = new Set(
  'div p h3 h4 ul ol li strong em del code pre br hr blockquote section table thead tbody tr th td a small input span'.split(
    ' ',
  ),
);

const ATTACKS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><animate onbegin=alert(1)></svg>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '<style>@import url(https://evil.example)</style>',
  '<base href="https://evil.example">',
  '<form action="https://evil.example"><input name=token></form>',
  '<math><mtext><img src=x onerror=alert(1)></mtext></math>',
  '![pixel](https://evil.example/p.png)',
  '![x][1]\n\n[1]: https://evil.example/p.png',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt&colon;alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:msgbox)',
  '[x](//evil.example)',
  '[x](/control/chats)',
  '[x](#/files/models)',
  '[x](file:///etc/passwd)',
  '[bank](https://bank.example@evil.example)',
  '<https://user:secret@evil.example>',
  '| <script>a</script> | b |\n|---|---|\n| <img src=x onerror=a> | [y](javascript:b) |',
  '- [ ] <b onclick=alert(1)>x</b>',
  '`<script>`\n\n```html\n<script>alert(1)</script>\n```',
  '\u0000<script\u0000>alert(1)</script>',
  '[x](https://ok.example "onmouseover=alert(1)")',
];

describe('what an answer may not bring onto the page', () => {
  it.each(ATTACKS)('%s', (attack) => {
    const html = shown(`before ${attack} after\n\n${attack}`);
    const { tags, links } = parts(html);
    expect([...tags].filter((tag) => !ALLOWED.has(tag ?? ''))).toEqual([]);
    for (const link of links) expect(link).toMatch(/^(https?:\/\/(?![^/]*@)|mailto:)/);
    // Of elements, not of text.
    expect(html).not.toMatch(/<[^>]*\son\w+=/i);
    expect(html).not.toMatch(/<input(?![^>]*type="checkbox")/);
  });
});

describe('Markdown', () => {
  it('has tables, lists, code and links that say where they lead', () => {
    const html = shown(
      '# A\n\n| a | b |\n|---|--:|\n| 1 | **2** |\n\n1. x\n2. y\n\n[z](https://a.example/b)',
    );
    expect(html).toMatch(/<h3>A<\/h3>[\s\S]*<table>[\s\S]*<strong>2<\/strong>[\s\S]*<ol/);
    expect(html).toContain('href="https://a.example/b"');
    expect(html).toContain('(a.example)');
    expect(html).toMatch(/rel="noopener noreferrer"/);
  });

  it('takes money for money, and shows what is not finished', () => {
    expect(shown('from $5 to $6')).toContain('from $5 to $6');
    expect(shown('```yaml\nfleet: { gpus')).toContain('fleet: { gpus');
    expect(shown('**bold')).toContain('**bold');
    expect(shown('')).toBe('');
  });
});

describe('safeAddress', () => {
  it('knows the web and mail, and nothing that hides its host', () => {
    expect(safeAddress('https://a.example/x')).toEqual({
      ...{ href: 'https://a.example/x', host: 'a.example' },
    });
    expect(safeAddress('mailto:ada@a.example')?.host).toBe('ada@a.example');
    for (const bad of ['', 'x', '//a.example', 'https://a@b.example', 'javascript:1', 'ftp://a'])
      expect(safeAddress(bad), bad).toBeUndefined();
  });
});
