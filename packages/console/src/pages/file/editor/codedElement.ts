import { codedParts } from '../../../ui/codedParts.ts';

/** An element with a text of the schema in it, its code as code: the editor's own boxes are not made by React. */
export function codedElement(tag: 'div' | 'p', text: string): HTMLElement {
  const element = document.createElement(tag);
  for (const part of codedParts(text)) {
    if (part.isCode) element.appendChild(document.createElement('code')).textContent = part.text;
    else element.append(part.text);
  }
  return element;
}
