import { useCommands } from '../state/commands.ts';
import { redo, undo } from '../state/factory.ts';
import type { Overlay } from './Header.tsx';

/** Offers what can be done with the open file in the palette. */
export function useDocumentCommands(open: (overlay: Overlay) => void, save: () => void): void {
  useCommands([
    {
      name: 'Open a file',
      about: 'Recent files, examples, a file of this computer',
      words: ['load', 'recent', 'example', 'share', 'link', 'download'],
      run: () => open('open'),
    },
    {
      name: 'New factory',
      about: 'From three questions',
      words: ['create', 'make', 'begin', 'start'],
      run: () => open('new'),
    },
    {
      name: 'Save',
      about: 'To the file on disk, or as a download',
      words: ['write', 'keep'],
      run: save,
    },
    {
      name: 'Edits and history',
      about: 'Every change with its name, to take back or go to',
      words: ['changes', 'undo', 'versions'],
      run: () => open('history'),
    },
    { name: 'Undo', about: 'Ctrl+Z', words: ['back'], run: undo },
    { name: 'Redo', about: 'Ctrl+Shift+Z', words: ['again'], run: redo },
  ]);
}
