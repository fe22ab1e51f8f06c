/* Prometheus' text format 0.0.4, as far as a reader of counters, gauges and histograms needs it. */

/** One sample of a series. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The most samples that are read; a server that is well has some hundred. */
const MOST_SAMPLES = 50_000;

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?$/;
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads what can be read: a line that is none, or whose value is no number, is left out. */
export function readMetrics(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const sample = readLine(line);
    if (sample) samples.push(sample);
    if (samples.length >= MOST_SAMPLES) break;
  }
  return samples;
}

function readLine(line: string): Sample | undefined {
  const [, name, labels = '', number = ''] = LINE.exec(line) ?? [];
  const value = numberOf(number);
  if (name === undefined || value === undefined) return undefined;
  return { name, labels: labelsOf(labels), value };
}

function numberOf(text: string): number | undefined {
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? undefined : value;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

function labelsOf(text: string): Record<string, string> {
  const labels = [...text.matchAll(LABEL)].map(([, name = '', value = '']) => [
    name,
    value.replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter),
  ]);
  return Object.fromEntries(labels);
}
