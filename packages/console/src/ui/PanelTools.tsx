import type { ReactNode, RefObject } from 'react';
import { Menu, type MenuItem } from './Menu.tsx';
import { fileNameOf, saveFile } from './save.ts';

interface Props {
  readonly title: string;
  readonly panel: RefObject<HTMLElement | null>;
  readonly className?: string | undefined;
}

/**
 * Hands on what is in a panel or another part of a page marked `data-panel`: each table as CSV, each picture as SVG and
 * PNG. Hidden where there is neither.
 */
export function PanelTools({ title, panel, className }: Props): ReactNode {
  return (
    <Menu
      label={`Hand on: ${title}`}
      icon="⋯"
      className={className}
      items={() => (panel.current ? itemsOf(panel.current, title) : [])}
      none="There is no table or picture here now"
    />
  );
}

function itemsOf(panel: HTMLElement, title: string): MenuItem[] {
  const isOwn = (element: Element): boolean => element.closest('[data-panel]') === panel;
  const tables = [...panel.querySelectorAll('table')].filter(isOwn);
  const pictures = [...panel.querySelectorAll<HTMLElement>('[data-picture]')].filter(isOwn);
  return [
    ...tables.map((table) => csvOf(table, table.caption?.textContent?.trim() || title)),
    ...pictures.flatMap((picture) => imagesOf(picture, picture.dataset['picture'] || title)),
  ];
}

function csvOf(table: HTMLTableElement, name: string): MenuItem {
  return {
    label: 'Save as CSV',
    about: name,
    onPick: async () => {
      const { tableCsv } = await import('./export/tableCsv.ts');
      saveFile(`${fileNameOf(name)}.csv`, tableCsv(table), 'text/csv');
    },
  };
}

function imagesOf(picture: HTMLElement, name: string): MenuItem[] {
  const svg = async (): Promise<string> => {
    const { pictureSvg } = await import('./export/pictureSvg.ts');
    return pictureSvg(picture, name);
  };
  return [
    {
      label: 'Save as SVG',
      about: name,
      onPick: async () => saveFile(`${fileNameOf(name)}.svg`, await svg(), 'image/svg+xml'),
    },
    {
      label: 'Save as PNG',
      about: name,
      onPick: async () => {
        const { svgToPng } = await import('./export/png.ts');
        saveFile(`${fileNameOf(name)}.png`, await svgToPng(await svg()));
      },
    },
  ];
}
