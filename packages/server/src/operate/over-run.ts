import {
  type RunDetail,
  type RunSummary,
  runDetail,
  runSummary,
} from '@gigafactory/core/control-plane';
import { LineLog } from './line-log.ts';
import type { RunFolder } from './run-folder.ts';

/** A run that is over, as its folder tells it. */
export class OverRun {
  readonly name: string;
  readonly folder: RunFolder;
  readonly #detail: RunDetail;

  constructor(name: string, folder: RunFolder, detail: RunDetail) {
    this.name = name;
    this.folder = folder;
    this.#detail = { ...detail, run: name, folder: folder.path };
  }

  /** Undefined if the folder does not say how the run ended. */
  static open(name: string, folder: RunFolder): OverRun | undefined {
    const text = folder.read('ended.json');
    if (text === undefined) return undefined;
    const detail = runDetail.safeParse(JSON.parse(text));
    return detail.success ? new OverRun(name, folder, detail.data) : undefined;
  }

  get events(): LineLog {
    return ended(this.folder.events);
  }

  get progress(): LineLog {
    return ended(this.folder.progress);
  }

  summary(): RunSummary {
    const fields = new Set(Object.keys(runSummary.shape));
    const own = Object.entries(this.#detail).filter(([field]) => fields.has(field));
    return runSummary.parse(Object.fromEntries(own));
  }

  detail(): RunDetail {
    return this.#detail;
  }
}

function ended(path: string): LineLog {
  const log = new LineLog(path);
  log.end();
  return log;
}
