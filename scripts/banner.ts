export type Addresses = { store: string; console: string; inbox?: string; data: string };

/** The one box at the end of a start. */
export function drawBanner(addresses: Addresses): string {
  const rows: [string, string | undefined][] = [
    ["Store", addresses.store],
    ["Console", addresses.console],
    ["Inbox", addresses.inbox],
    ["Data", addresses.data],
  ];
  const lines = rows.filter(([, value]) => value !== undefined).map(([label, value]) => `${label.padEnd(9)}${value}`);
  lines.push("", "Ctrl-C stops everything; the data stays.");
  const title = " Redeliver is ready ";
  const width = Math.max(title.length + 2, ...lines.map((line) => line.length)) + 2;
  const body = ["", ...lines, ""].map((line) => `│ ${line.padEnd(width - 2)} │`);
  return [`╭─${title}${"─".repeat(width - title.length - 1)}╮`, ...body, `╰${"─".repeat(width)}╯`].join("\n");
}
