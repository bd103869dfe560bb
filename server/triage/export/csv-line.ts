/** The start of a cell that a spreadsheet runs as a formula, also after blanks, which it trims. */
const formula = /^\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;
const plainNumber = /^-?\d+(\.\d+)?$/;

/** One line of CSV (RFC 4180), each cell quoted. A formula gets an apostrophe in front of it (OWASP, CSV injection). */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map((cell) => `"${safe(textOf(cell)).replaceAll('"', '""')}"`).join(",")}\r\n`;
}

const textOf = (cell: unknown): string => {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
};

const safe = (text: string): string => (formula.test(text) && !plainNumber.test(text) ? `'${text}` : text);
