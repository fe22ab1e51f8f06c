import type { Written } from './written.ts';

/**
 * What names an entry of the file, in words, by the path to it: `requirements.2.quantity` is the claim, in its own words. `written`
 * is what the file says.
 */
export function referenceWords(path: string, written: ReadonlyMap<string, Written>): string {
  const [section = '', name = '', ...rest] = path.split('.');
  if (section === 'requirements') {
    const claim = written.get(`requirements.${name}.claim`)?.text;
    return claim === undefined ? `claim ${Number(name) + 1}` : `the claim “${bare(claim)}”`;
  }
  if (section === 'schedule' && rest[1] === 'after') return `the task ${rest[0]}, which follows it`;
  if (section === 'runs' && rest[0] === 'model') return `the run ${name}, which trains it`;
  if (section === 'scenarios') return scenarioWords(path, written);
  return path;
}

/** A scenario's name and its paths both may have dots: the names are those that the file has. */
function scenarioWords(path: string, written: ReadonlyMap<string, Written>): string {
  const inside = path.slice('scenarios.'.length);
  const names = [...written.values()].flatMap(({ keys }) =>
    keys[0] === 'scenarios' && keys[1] !== undefined ? [keys[1]] : [],
  );
  const name = names
    .filter((each) => inside.startsWith(`${each}.`))
    .reduce((longest, each) => (each.length > longest.length ? each : longest), '');
  if (name === '') return path;
  return `${inside.slice(name.length + 1)} in the scenario “${name}”`;
}

/** Without the quotes that YAML may have around it. */
function bare(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
