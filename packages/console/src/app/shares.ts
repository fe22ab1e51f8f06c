/** What a factory file says about its size. */
export interface Shares {
  readonly gpus: number;
  /** Shares of the GPUs, 0 to 1 together. */
  readonly runs: number;
  readonly services: number;
}

/**
 * Reads how many GPUs a file has and who gets them, without planning it: for a list of files. Runs that follow each other
 * count as the largest, services all. Undefined for a file that does not say how many there are.
 */
export function sharesOf(text: string): Shares | undefined {
  const [gpus] = gpusIn(text, 'fleet');
  if (gpus === undefined || !(gpus > 0)) return undefined;
  const services = gpusIn(text, 'services').reduce((sum, each) => sum + each, 0) / gpus;
  const served = Math.min(1, services);
  const runs = Math.max(0, ...gpusIn(text, 'runs')) / gpus;
  const others = /^runs:/m.test(text) && runs === 0 ? 1 : runs;
  return { gpus, services: served, runs: Math.min(1 - served, others) };
}

/** Every `gpus:` of a section of the file: written plainly, with separators, or with a source. */
function gpusIn(text: string, section: string): number[] {
  const start = text.search(new RegExp(`^${section}:`, 'm'));
  if (start < 0) return [];
  const [body = ''] = /^.*(?:\n(?:[ \t#].*)?)*/.exec(text.slice(start)) ?? [];
  const found = body.matchAll(/\bgpus:\s*(?:\{\s*value:\s*)?["']?(\d[\d,_]*)/g);
  return [...found].map(([, digits = '']) => Number(digits.replaceAll(/[,_]/g, '')));
}
