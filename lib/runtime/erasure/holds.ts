/** Whether one of the texts is a value of some JSON, however deep; a number by its digits. */
export function holds(json: unknown, texts: ReadonlySet<string>): boolean {
  if (json === null || json === undefined) return false;
  if (typeof json !== 'object') return texts.has(String(json));
  const values: readonly unknown[] = Array.isArray(json) ? json : Object.values(json);
  return values.some((value) => holds(value, texts));
}
