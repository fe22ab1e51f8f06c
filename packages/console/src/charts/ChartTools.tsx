import type { ReactNode, RefObject } from 'react';
import { Button } from '../ui/Button.tsx';
import { Menu, type MenuItem } from '../ui/Menu.tsx';
import { fileNameOf, saveFile } from '../ui/save.ts';
import type { ChartCursor, CursorState } from './cursor.ts';
import styles from './TimeChart.module.css';
import type { TimeChartProps } from './timePlot.ts';

interface Props {
  readonly chart: TimeChartProps;
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly cursor: ChartCursor;
  readonly view: CursorState['view'];
  readonly isFull: boolean;
  readonly asTable: boolean;
  readonly onTable: () => void;
}

/** What can be done with a chart. */
export function ChartTools(props: Props): ReactNode {
  const { chart, cursor, view } = props;
  return (
    <div className={styles.tools}>
      {view ? (
        <Button look="quiet" data-stays onClick={() => cursor.zoom()}>
          Show all
        </Button>
      ) : null}
      <Menu label={`Chart: ${chart.title}`} icon="⋯" items={() => itemsOf(props)} />
    </div>
  );
}

function itemsOf({ chart, frame, view, isFull, asTable, onTable }: Props): MenuItem[] {
  const name = fileNameOf(chart.title);
  const svg = async (): Promise<string> => {
    const { chartSvg } = await import('./export/chartSvg.ts');
    return frame.current ? chartSvg(frame.current, chart, view) : '';
  };
  const full: MenuItem = isFull
    ? { label: 'Leave full screen', onPick: () => document.exitFullscreen() }
    : { label: 'Full screen', onPick: () => frame.current?.requestFullscreen() };
  return [
    ...(document.fullscreenEnabled ? [full] : []),
    { label: asTable ? 'Hide the table' : 'Data as a table', onPick: onTable },
    {
      label: 'Save as CSV',
      about: 'Every sample, in full',
      onPick: async () => {
        const { chartCsv } = await import('./export/chartCsv.ts');
        saveFile(`${name}.csv`, chartCsv(chart), 'text/csv');
      },
    },
    {
      label: 'Save as SVG',
      about: 'For papers and slides',
      onPick: async () => saveFile(`${name}.svg`, await svg(), 'image/svg+xml'),
    },
    {
      label: 'Save as PNG',
      onPick: async () => {
        const { svgToPng } = await import('../ui/export/png.ts');
        saveFile(`${name}.png`, await svgToPng(await svg()));
      },
    },
  ];
}
