/** Label and field selectors, and the requirements of node affinity, as the API server reads them. */

/** @typedef {Readonly<Record<string, string>>} Labels */
/** @typedef {{ key: string, operator: string, values?: readonly string[] }} Requirement */

const SET = /^\s*([^\s=!,()]+)\s+(in|notin)\s+\(([^)]*)\)\s*$/;
const EQUAL = /^\s*([^\s=!,()]+)\s*(==|=|!=)\s*([^\s=!,()]*)\s*$/;
const PRESENT = /^\s*(!?)\s*([^\s=!,()]+)\s*$/;

/** @param {string} text @returns {Requirement[]} */
export function parseSelector(text) {
  if (text.trim() === '') return [];
  return text.split(/,(?![^(]*\))/).map((part) => {
    const set = SET.exec(part);
    if (set) {
      const [, key = '', operator, values = ''] = set;
      const list = values.split(',').map((value) => value.trim());
      return { key, operator: operator === 'in' ? 'In' : 'NotIn', values: list };
    }
    const equal = EQUAL.exec(part);
    if (equal) {
      const [, key = '', operator, value = ''] = equal;
      return { key, operator: operator === '!=' ? 'NotIn' : 'In', values: [value] };
    }
    const present = PRESENT.exec(part);
    if (!present) throw new RangeError(`unable to parse requirement: ${part}`);
    return { key: present[2] ?? '', operator: present[1] ? 'DoesNotExist' : 'Exists' };
  });
}

/** @param {Labels} labels @param {readonly Requirement[]} requirements */
export function meets(labels, requirements) {
  return requirements.every(({ key, operator, values = [] }) => {
    const value = labels[key];
    if (operator === 'Exists') return value !== undefined;
    if (operator === 'DoesNotExist') return value === undefined;
    if (operator === 'In') return value !== undefined && values.includes(value);
    if (operator === 'NotIn') return value === undefined || !values.includes(value);
    throw new RangeError(`operator ${operator} is not known here`);
  });
}

/** @param {unknown} object @param {string} selector such as `spec.nodeName=n1` */
export function meetsFields(object, selector) {
  if (selector.trim() === '') return true;
  return selector.split(',').every((part) => {
    const [, path = '', operator, value] = /^([\w.]+)(==|=|!=)(.*)$/.exec(part) ?? [];
    const found = path
      .split('.')
      .reduce(
        (/** @type {unknown} */ at, key) =>
          typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined,
        object,
      );
    return (String(found ?? '') === value) !== (operator === '!=');
  });
}
