import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The look of the editor: colours are the console's tokens, so that it follows the theme without being made again. */
const look = EditorView.theme({
  '&': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    fontSize: 'var(--text-md)',
    border: '1px solid var(--line)',
    height: '100%',
  },
  '&.cm-focused': { outline: 'var(--focus)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--ink)', padding: 'var(--space-2) 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--accent-wash)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink-3)',
    border: 'none',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--ground)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--text-md)',
    maxWidth: 'min(44ch, 90vw)',
    zIndex: '40',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-code)', maxHeight: '16em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    padding: '2px var(--space-2)',
    lineHeight: '1.6',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--accent-ink)',
  },
  '.cm-completionDetail': {
    color: 'var(--ink-3)',
    fontStyle: 'normal',
    marginLeft: 'var(--space-3)',
  },
  'li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-completionInfo': { padding: 'var(--space-2) var(--space-3)' },
  '.cm-diagnostic': {
    padding: 'var(--space-2) var(--space-3)',
    borderLeft: '4px solid var(--bad)',
  },
  '.cm-diagnosticAction': {
    display: 'inline-block',
    minHeight: '24px',
    margin: 'var(--space-2) var(--space-2) 0 0',
    padding: '2px var(--space-2)',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    font: 'inherit',
  },
  '.cm-panels': {
    backgroundColor: 'var(--ground)',
    color: 'var(--ink)',
    borderTop: '1px solid var(--line)',
    fontFamily: 'var(--font-ui)',
  },
  '.cm-panel.cm-panel-lint ul [aria-selected]': { backgroundColor: 'var(--accent-wash)' },
  '.cm-panel input, .cm-panel button, .cm-panel .cm-button, .cm-textfield': {
    backgroundImage: 'none',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    fontSize: 'var(--text-md)',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--accent-wash)', outline: '1px solid var(--accent)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-wash)',
  },
  '.cm-goto': { outline: '1px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-about': { padding: 'var(--space-2) var(--space-3)' },
  '.cm-about p': { margin: '0' },
  '.cm-about p + p': { marginTop: 'var(--space-1)', color: 'var(--ink-2)' },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--ink)' },
  {
    tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace],
    color: 'var(--ink-3)',
  },
  { tag: [tags.labelName, tags.typeName, tags.meta], color: 'var(--warn)' },
]);

export const theme: Extension = [look, syntaxHighlighting(colours)];
