/** A row as a case shows it. */
export type Row = Readonly<Record<string, unknown>>;

/** What a case of windows should give. */
export interface Outcome {
  readonly rows: readonly { readonly step: number | 'end'; readonly row: Row }[];
  readonly final: readonly Row[];
  readonly late: readonly string[];
}

/** The last row of each key and window. */
export function table(rows: readonly Row[]): Row[] {
  const last = new Map<string, Row>();
  for (const { pane: _pane, ...row } of rows) {
    last.set(JSON.stringify([row['key'], row['start'], row['end']]), row);
  }
  return [...last.values()];
}

/** The outcome in the form in which cases expect it. */
export function asExpected({ rows, final, late }: Outcome) {
  const steps = [...new Set(rows.map(({ step }) => step))];
  return {
    emissions: steps.map((afterStep) => ({
      afterStep,
      rows: rows
        .filter(({ step }) => step === afterStep)
        .map(({ row }) => row)
        .toSorted((a, b) => Number(a['end']) - Number(b['end'])),
    })),
    final,
    late,
  };
}
