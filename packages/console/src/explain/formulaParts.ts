/** A piece of a formula as it is set on the page. */
export interface FormulaPart {
  readonly kind: 'name' | 'number' | 'operator' | 'call';
  readonly text: string;
}

/** The tokens of `formula.ts` in core: numbers, names with dots and inner dashes, operators. */
const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([A-Za-z_]\w*(?:(?:\.|-(?=\w))\w+)*)|(<=|>=|[-+*/^(),<>]))/gy;

const SIGNS: Readonly<Record<string, string>> = {
  '*': ' × ',
  '/': ' / ',
  '+': ' + ',
  '-': ' − ',
  '<': ' < ',
  '>': ' > ',
  '<=': ' ≤ ',
  '>=': ' ≥ ',
  ',': ', ',
};

/** Cuts a formula into parts; text outside the language ends it, as one last part. */
export function formulaParts(formula: string): FormulaPart[] {
  const parts: FormulaPart[] = [];
  let end = 0;
  for (const match of formula.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    const [, number, name, sign] = match;
    if (number) parts.push({ kind: 'number', text: number });
    else if (name) parts.push({ kind: nameKind(formula, end), text: name });
    else if (sign) parts.push({ kind: 'operator', text: SIGNS[sign] ?? sign });
  }
  const rest = formula.slice(end).trim();
  return rest ? [...parts, { kind: 'operator', text: rest }] : parts;
}

function nameKind(formula: string, end: number): 'name' | 'call' {
  return formula.slice(end).trimStart().startsWith('(') ? 'call' : 'name';
}
