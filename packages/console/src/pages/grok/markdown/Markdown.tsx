import type { Token, Tokens } from 'marked';
import { Fragment, lazy, memo, type ReactNode, Suspense } from 'react';
import { safeAddress } from './address.ts';
import styles from './Markdown.module.css';
import { isMath, readMarkdown } from './read.ts';

const Diagram = lazy(async () => ({ default: (await import('./Diagram.tsx')).Diagram }));
const Formula = lazy(async () => ({ default: (await import('./MathText.tsx')).MathText }));
const Code = lazy(async () => ({ default: (await import('./Highlighted.tsx')).Highlighted }));

/**
 * A text in Markdown as elements: no HTML of it ever reaches the page, images are named and not fetched, and a link is
 * followed only when it is clicked. Diagrams, formulas and highlighting are loaded when they are needed.
 */
export const Markdown = memo(function Markdown({ text }: { readonly text: string }): ReactNode {
  if (text === '') return null;
  return <div className={styles.markdown}>{readMarkdown(text).map(block)}</div>;
});

function block(token: Token, key: number): ReactNode {
  if (isMath(token)) return <MathOf key={key} text={token.text} display={token.display} />;
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading': {
      const { depth, tokens } = token as Tokens.Heading;
      const Tag = depth <= 2 ? 'h3' : 'h4';
      return <Tag key={key}>{inlines(tokens)}</Tag>;
    }
    case 'paragraph':
      return <p key={key}>{inlines((token as Tokens.Paragraph).tokens)}</p>;
    case 'blockquote':
      return <blockquote key={key}>{(token as Tokens.Blockquote).tokens.map(block)}</blockquote>;
    case 'hr':
      return <hr key={key} />;
    case 'code':
      return <CodeBlock key={key} {...(token as Tokens.Code)} />;
    case 'list':
      return <List key={key} {...(token as Tokens.List)} />;
    case 'table':
      return <Table key={key} {...(token as Tokens.Table)} />;
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      return <Fragment key={key}>{tokens ? inlines(tokens) : text}</Fragment>;
    }
    default:
      // HTML above all: shown as it was written.
      return <p key={key}>{token.raw}</p>;
  }
}

function inlines(tokens: readonly Token[]): ReactNode[] {
  return tokens.map(inline);
}

function inline(token: Token, key: number): ReactNode {
  if (isMath(token)) return <MathOf key={key} text={token.text} display={false} />;
  switch (token.type) {
    case 'strong':
      return <strong key={key}>{inlines((token as Tokens.Strong).tokens)}</strong>;
    case 'em':
      return <em key={key}>{inlines((token as Tokens.Em).tokens)}</em>;
    case 'del':
      return <del key={key}>{inlines((token as Tokens.Del).tokens)}</del>;
    case 'codespan':
      return <code key={key}>{(token as Tokens.Codespan).text}</code>;
    case 'br':
      return <br key={key} />;
    case 'link': {
      const { href, tokens } = token as Tokens.Link;
      return <Link key={key} href={href} words={inlines(tokens)} />;
    }
    case 'image': {
      const { href, text } = token as Tokens.Image;
      return <Link key={key} href={href} words={[`image: ${text || href}`]} />;
    }
    case 'escape':
      return (token as Tokens.Escape).text;
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      return <Fragment key={key}>{tokens ? inlines(tokens) : text}</Fragment>;
    }
    default:
      return <Fragment key={key}>{token.raw}</Fragment>;
  }
}

/** A link out of the page says where it leads; one that is no web address is only its words. */
function Link({ href, words }: { readonly href: string; readonly words: readonly ReactNode[] }) {
  const address = safeAddress(href);
  if (!address) return <>{words}</>;
  return (
    <a href={address.href} target="_blank" rel="noopener noreferrer">
      {words} <small>({address.host})</small>
    </a>
  );
}

function List({ ordered, start, items }: Tokens.List): ReactNode {
  const shown = items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place in the list
    <li key={index}>
      {item.task ? (
        <input type="checkbox" disabled checked={item.checked === true} readOnly />
      ) : null}
      {item.tokens.map(block)}
    </li>
  ));
  return ordered ? <ol start={start === '' ? 1 : start}>{shown}</ol> : <ul>{shown}</ul>;
}

function Table({ header, rows, align }: Tokens.Table): ReactNode {
  const cell = ({ tokens }: Tokens.TableCell, index: number, Tag: 'th' | 'td') => (
    <Tag key={index} style={{ textAlign: align[index] ?? 'start' }}>
      {inlines(tokens)}
    </Tag>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
    <section className={styles.table} tabIndex={0} aria-label="Table">
      <table>
        <thead>
          <tr>{header.map((each, index) => cell(each, index, 'th'))}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the table
            <tr key={index}>{row.map((each, at) => cell(each, at, 'td'))}</tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function CodeBlock({ lang = '', text }: Tokens.Code): ReactNode {
  const language = lang.trim().split(/\s/)[0] ?? '';
  const plain = <code>{text}</code>;
  if (language === 'mermaid') {
    return (
      <Suspense fallback={<pre className={styles.code}>{plain}</pre>}>
        <Diagram text={text} />
      </Suspense>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
    <pre className={styles.code} tabIndex={0}>
      {language === '' ? (
        plain
      ) : (
        <Suspense fallback={plain}>
          <Code text={text} language={language} />
        </Suspense>
      )}
    </pre>
  );
}

function MathOf({ text, display }: { readonly text: string; readonly display: boolean }) {
  return (
    <Suspense fallback={<code>{text}</code>}>
      <Formula text={text} display={display} />
    </Suspense>
  );
}
