/** What a spreadsheet takes for a formula, also behind the blanks that it trims. */
const formula = /^\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;
const plainNumber = /^-?\d+(\.\d+)?$/;

/**
 * One line of RFC 4180, each cell quoted. A cell that a spreadsheet would run gets an apostrophe before it (OWASP, CSV
 * injection): what is written here came from outside.
 */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map((cell) => `"${safe(textOf(cell)).replaceAll('"', '""')}"`).join(",")}\r\n`;
}

const textOf = (cell: unknown): string => {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
};

const safe = (text: string): string => (formula.test(text) && !plainNumber.test(text) ? `'${text}` : text);
