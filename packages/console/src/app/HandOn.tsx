import type { ReactNode } from 'react';
import { askAlone } from '../api/client.ts';
import type { FactoryText, Plan } from '../api/types.ts';
import { type Command, useAllCommands, useCommands } from '../state/commands.ts';
import { useFactory } from '../state/factory.ts';
import { Menu } from '../ui/Menu.tsx';
import { saveFile } from '../ui/save.ts';

/** Offers what can be made of the open factory for others. */
export function useHandingOn(plan: Plan | undefined, say: (words: string) => void): void {
  const { file, input } = useFactory();
  const name = file.file.replace(/\.ya?ml$/i, '') || 'factory';
  const report: Command = {
    name: 'Report (HTML)',
    about: 'One page to read, print and send: verdicts, figures, sources',
    words: ['export', 'pdf', 'print', 'share', 'send'],
    handsOn: true,
    run: () => saveReport(name, input, say),
  };
  const json: Command = {
    name: 'The plan as JSON',
    about: 'Every figure with its formula and sources, in SI units',
    words: ['export', 'download', 'data', 'notes', 'api'],
    handsOn: true,
    run: () => saveFile(`${name}.plan.json`, JSON.stringify(plan, null, 2), 'application/json'),
  };
  const print: Command = {
    name: 'Print this page',
    about: 'Or keep it as a PDF',
    words: ['export', 'pdf', 'paper'],
    handsOn: true,
    run: () => window.print(),
  };
  useCommands([...(file.origin === 'missing' ? [] : [report]), ...(plan ? [json] : []), print]);
}

async function saveReport(
  name: string,
  factory: FactoryText,
  say: (words: string) => void,
): Promise<void> {
  say('Writing the report…');
  try {
    const report = await askAlone('report', { factory, date: today() });
    if (!report.ok) return say(`No report: ${report.problems[0]?.message}`);
    saveFile(`${name}.report.html`, report.value, 'text/html');
    say('The report is in your downloads');
  } catch (error) {
    say(`No report: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Of the reader's calendar, ISO. */
function today(): string {
  const now = new Date();
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The ways to hand the factory on, wherever they are offered. */
export function HandOn(): ReactNode {
  const offered = useAllCommands().filter(({ handsOn }) => handsOn);
  return (
    <Menu
      label="Hand on"
      items={() =>
        offered.map(({ name, about, run }) => ({
          label: name,
          ...(about === undefined ? {} : { about }),
          onPick: run,
        }))
      }
      icon={
        <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
          <path
            d="M8 10V2M5 4.5 8 1.5l3 3M3 8v6h10V8"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.4"
          />
        </svg>
      }
    />
  );
}
