import { holdTo, placeOf, refuse } from './fault.ts';
import { withoutEntities } from './plain.ts';

/** An element of XML, with what it holds in order: elements and pieces of text. */
export interface XmlElement {
  /** Without its prefix: `rect` of `svg:rect`. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
  /** Where it begins in the text. */
  readonly offset: number;
}

interface OpenElement extends XmlElement {
  readonly qualified: string;
  readonly children: (OpenElement | string)[];
}

/**
 * Reads XML into a tree, in time linear in its length. Document types are skipped and their entities never
 * expanded: a reference that is none of XML's or HTML's own stays as it is written.
 */
export function readXml(text: string): XmlElement {
  return new XmlReader(text).read();
}

/** Elements directly within one. */
export function elementsOf(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

/** All text within an element, in order. */
export function textOf(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('');
}

const NAME = /[A-Za-z_:\u00c0-\uffff][\w:.\-\u00b7-\uffff]*/y;
const SPACE = /\s*/y;

class XmlReader {
  readonly #text: string;
  readonly #open: OpenElement[] = [];
  #root: OpenElement | undefined;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  read(): XmlElement {
    while (this.#at < this.#text.length) {
      const next = this.#text.indexOf('<', this.#at);
      this.#takeText(next < 0 ? this.#text.length : next);
      if (next >= 0) this.#takeMarkup();
    }
    const open = this.#open.at(-1);
    if (open)
      this.#refuse(open.offset, `<${open.qualified}> is never closed; add </${open.qualified}>.`);
    return this.#root ?? this.#refuse(0, 'There is no element in this XML.');
  }

  #takeText(end: number): void {
    const raw = this.#text.slice(this.#at, end);
    const inner = this.#open.at(-1);
    if (inner && raw !== '') inner.children.push(withoutEntities(raw));
    else if (raw.trim() !== '') this.#refuse(this.#at, 'Text stands outside the root element.');
    this.#at = end;
  }

  #takeMarkup(): void {
    const { length } = this.#text;
    if (this.#text.startsWith('<!--', this.#at)) this.#skipTo('-->', 4);
    else if (this.#text.startsWith('<![CDATA[', this.#at)) this.#takeCdata();
    else if (this.#text.startsWith('<?', this.#at)) this.#skipTo('?>', 2);
    else if (this.#text.startsWith('<!', this.#at)) this.#skipDoctype();
    else if (this.#text.startsWith('</', this.#at)) this.#takeEnd();
    else this.#takeStart();
    if (this.#at > length) this.#at = length;
  }

  #skipTo(mark: string, skip: number): void {
    const end = this.#text.indexOf(mark, this.#at + skip);
    if (end < 0) this.#refuse(this.#at, `"${mark}" is missing after this.`);
    this.#at = end + mark.length;
  }

  #takeCdata(): void {
    const start = this.#at + 9;
    this.#skipTo(']]>', 9);
    this.#open.at(-1)?.children.push(this.#text.slice(start, this.#at - 3));
  }

  /** A document type ends at its `>`, beyond quotes and the brackets of its own declarations. */
  #skipDoctype(): void {
    const start = this.#at;
    let depth = 0;
    for (let at = start + 2; at < this.#text.length; at++) {
      const character = this.#text[at];
      if (character === '"' || character === "'") {
        const end = this.#text.indexOf(character, at + 1);
        if (end < 0) break;
        at = end;
      } else if (character === '[') depth++;
      else if (character === ']') depth--;
      else if (character === '>' && depth <= 0) {
        this.#at = at + 1;
        return;
      }
    }
    this.#refuse(start, 'This declaration is never closed; add ">".');
  }

  #takeEnd(): void {
    const start = this.#at;
    this.#at += 2;
    const name = this.#name();
    this.#skipSpace();
    const open = this.#open.pop();
    if (open?.qualified !== name) {
      const wanted = open ? `</${open.qualified}> is expected` : 'nothing is open';
      this.#refuse(start, `</${name}> closes what is not open: ${wanted} here.`);
    }
    this.#expect('>');
  }

  #takeStart(): void {
    const offset = this.#at;
    this.#at++;
    const qualified = this.#name();
    const attributes = this.#attributes();
    const isEmpty = this.#text[this.#at] === '/';
    if (isEmpty) this.#at++;
    this.#expect('>');
    const element = { qualified, name: local(qualified), attributes, children: [], offset };
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(element);
    else if (this.#root)
      this.#refuse(offset, 'XML has one root element, and this is a second one.');
    else this.#root = element;
    if (isEmpty) return;
    this.#open.push(element);
    holdTo('depth', this.#open.length, 'elements within each other');
  }

  #attributes(): Map<string, string> {
    const attributes = new Map<string, string>();
    this.#skipSpace();
    while (this.#at < this.#text.length && !'/>'.includes(this.#text[this.#at]!)) {
      const name = this.#name();
      this.#skipSpace();
      this.#expect('=');
      this.#skipSpace();
      const quote = this.#text[this.#at];
      if (quote !== '"' && quote !== "'")
        this.#refuse(this.#at, `The value of "${name}" needs quotes: ${name}="…".`);
      const end = this.#text.indexOf(quote, this.#at + 1);
      if (end < 0) this.#refuse(this.#at, `The value of "${name}" never ends; add ${quote}.`);
      attributes.set(local(name), withoutEntities(this.#text.slice(this.#at + 1, end)));
      this.#at = end + 1;
      this.#skipSpace();
    }
    return attributes;
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text)?.[0];
    if (name === undefined)
      return this.#refuse(this.#at, 'A name is expected here; write "<" of a text as "&lt;".');
    this.#at += name.length;
    return name;
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.#text)![0].length;
  }

  #expect(mark: string): void {
    if (this.#text[this.#at] !== mark) this.#refuse(this.#at, `"${mark}" is expected here.`);
    this.#at++;
  }

  #refuse(offset: number, message: string): never {
    return refuse('xml', message, placeOf(this.#text, offset));
  }
}

function local(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
