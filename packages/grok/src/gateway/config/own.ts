/** What a record itself has under a name: `constructor` is a name too, which every object knows. */
export function ownOf<Value>(
  record: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
