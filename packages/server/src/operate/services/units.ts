import type { Result } from '@gigafactory/core/base';
import type { StartOrder } from '@gigafactory/core/control-plane';
import type { JournalInfo } from '../../journal/index.ts';
import type { RunRecord } from '../run-folder.ts';
import type { LiveUnit } from './live-unit.ts';

/** Journals of services begin with it, which no name of a run does. */
export const PREFIX = 'services:';

/** Whether a journal is of services, and of the runs that are led with them. */
export function isOfServices({ run }: Pick<JournalInfo, 'run'>): boolean {
  return run.startsWith(PREFIX);
}

/** The journal that has the events of a run: its own, or that of all that it was led with. */
export function journalOf(
  { name, unit }: { readonly name: string; readonly unit: RunRecord['unit'] },
  journals: readonly JournalInfo[],
): string {
  if (!unit) return name;
  const isIts = ({ run, startedAt }: JournalInfo) =>
    run === `${PREFIX}${unit.name}` && startedAt === unit.startedAt;
  return journals.find(isIts)?.name ?? name;
}

/** Services and runs of one file that one supervisor leads. */
export interface Units {
  /**
   * What a run of the file joins, begun if it is not live, and kept until `done` is called; undefined where the run is
   * led alone. Codes: those of `Services.start`.
   */
  open(
    order: StartOrder,
    run: string,
  ): Promise<Result<{ readonly unit: LiveUnit; readonly done: () => void } | undefined>>;
  find(unit: NonNullable<RunRecord['unit']>): LiveUnit | undefined;
}
