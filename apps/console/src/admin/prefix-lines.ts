// Prefixes as a person pastes them: one a line, or the first column of a CSV.

export type PrefixProblem =
  | { kind: "wrong"; line: number; text: string }
  | { kind: "twice"; line: number; text: string; first: number };

/** @returns the prefixes, and what is wrong with which line. Empty lines count but say nothing. */
export function readPrefixes(text: string): { prefixes: string[]; problems: PrefixProblem[] } {
  const problems: PrefixProblem[] = [];
  const lines = new Map<string, number>();
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const cell = (whole.split(/[,;，\t]/)[0] ?? "").trim().replaceAll(/^"|"$/g, "");
    if (cell === "") continue;
    const line = index + 1;
    const first = lines.get(cell);
    if (!/^\+?\d{1,15}$/.test(cell)) problems.push({ kind: "wrong", line, text: cell });
    else if (first !== undefined) problems.push({ kind: "twice", line, text: cell, first });
    else lines.set(cell, line);
  }
  return { prefixes: [...lines.keys()], problems };
}
