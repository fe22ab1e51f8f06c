import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inputError } from './failure.ts';
import type { Io } from './io.ts';
import { writeOutput } from './write-output.ts';

/** Names under which Chromium and what is built from it are installed. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge'];

/** A page of hundreds of sheets on a busy machine; then it hangs. */
const PATIENCE_MS = 180_000;

/**
 * The Chromium that `CHROMIUM_PATH` names, or the first on the `PATH`.
 * @throws InputError `pdf.chromium` if there is none
 */
export async function findChromium({ env }: Io): Promise<string> {
  const named = env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (await isProgram(named)) return named;
    throw inputError('pdf.chromium', `CHROMIUM_PATH names no program: "${named}".`);
  }
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((each) => each !== '')) {
    for (const name of NAMES) {
      const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
      if (await isProgram(path)) return path;
    }
  }
  const message =
    'A PDF needs Chromium or Chrome, and none is on the PATH: set CHROMIUM_PATH, or write --out report.html and print that.';
  throw inputError('pdf.chromium', message);
}

function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

export interface Printing {
  /** HTML, complete in itself. */
  readonly page: string;
  /** The file to write. */
  readonly to: string;
  readonly chromium: string;
}

/**
 * Prints a page to a PDF, with page numbers as its style sheet says.
 * @throws InputError `pdf.print` if Chromium does not, `file.write`
 */
export async function printPdf({ page, to, chromium }: Printing, io: Io): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gigafactory-report-'));
  try {
    const [html, pdf] = [join(folder, 'report.html'), join(folder, 'report.pdf')];
    await writeFile(html, page);
    const said = await runProgram(chromium, argumentsFor(html, pdf, join(folder, 'profile')));
    const bytes = await readFile(pdf).catch(() => undefined);
    if (!bytes) {
      const why = said.trim().split('\n').at(-1) || 'it said nothing';
      throw inputError('pdf.print', `"${chromium}" made no PDF: ${why.slice(0, 300)}`);
    }
    await writeOutput(to, pieces(bytes), io);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function argumentsFor(html: string, pdf: string, profile: string): string[] {
  return [
    '--headless',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Chromium refuses to isolate pages when it is run by root, as in a container. The page runs no script.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--user-data-dir=${profile}`,
    '--no-pdf-header-footer',
    `--print-to-pdf=${pdf}`,
    pathToFileURL(html).href,
  ];
}

/** Runs a program to its end. @returns what it wrote to stderr, or why it could not be run */
function runProgram(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    let said = '';
    child.stderr.on('data', (piece: Buffer) => {
      said = (said + piece.toString('utf8')).slice(-4000);
    });
    child.on('error', (error) => {
      said += error.message;
    });
    child.on('close', () => {
      clearTimeout(timer);
      resolve(said);
    });
  });
}
