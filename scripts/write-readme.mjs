// Writes the README's outputs of commands anew, from the built command, after a change to a model, an
// example or a text (a test compares them):
//
//   npx tsc -b packages/cli && node scripts/write-readme.mjs
//
// What a block shows between two `…` is found in the output by its first and last line, of which only
// numbers may have changed; a last part without `…` behind it goes to the end. What is not found is for a
// person to choose again.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README = new URL('../README.md', import.meta.url);
const LEFT_OUT = '…';
const BLOCK = /```\n\$ npx gigafactory (.*)\n([\s\S]*?)```/g;

/** A line with its numbers and its spaces left open. @param {string} line */
const shape = (line) =>
  line
    .trim()
    .replaceAll(/[\d.,]+/g, '#')
    .replaceAll(/\s+/g, ' ');

/** The lines that a command prints. @param {string} command */
function outputOf(command) {
  const argv = ['packages/cli/bin/gigafactory.js', ...command.split(' ')];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { cwd: ROOT, encoding: 'utf8' });
  return `${stdout}${stderr}`.trimEnd().split('\n');
}

/**
 * The part of the output that a part of the README stands for.
 *
 * @param {{ part: readonly string[], output: readonly string[], toEnd: boolean, command: string }} of
 */
function find({ part, output, toEnd, command }) {
  const [head = ''] = part;
  const start = output.findIndex((line) => shape(line) === shape(head));
  const last = shape(part.at(-1) ?? '');
  const end = toEnd
    ? output.length - 1
    : output.findIndex((line, index) => index >= start && shape(line) === last);
  if (start < 0 || end < start) throw new Error(`"${command}" no longer prints "${head.trim()}"`);
  return output.slice(start, end + 1);
}

/** @param {string} command @param {string} shown what the README shows of its output */
function rewrite(command, shown) {
  const output = outputOf(command);
  const lines = shown.trimEnd().split('\n');
  /** @type {string[]} */
  const written = [];
  /** @type {string[]} */
  let part = [];
  const close = (/** @type {boolean} */ toEnd) => {
    if (part.length > 0) written.push(...find({ part, output, toEnd, command }));
    part = [];
  };
  for (const line of lines) {
    if (line === LEFT_OUT) {
      close(false);
      written.push(line);
    } else part.push(line);
  }
  close(true);
  return written.join('\n');
}

const readme = readFileSync(README, 'utf8');
writeFileSync(
  README,
  readme.replaceAll(
    BLOCK,
    (_, command, shown) =>
      `\`\`\`\n$ npx gigafactory ${command}\n${rewrite(command, shown)}\n\`\`\``,
  ),
);
