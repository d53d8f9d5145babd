/**
 * Identity of a view's rows and state: its name, with the version from the second on.
 *
 * So the first version needs no suffix in anybody's query, and no two versions share a row.
 */
export const viewId = ({ name, version }: { readonly name: string; readonly version: number }) =>
  version === 1 ? name : `${name}@${version}`;
