import type { DemoMode } from "#server/contracts/identity/demo.ts";

export type Addresses = { store: string; console: string; inbox?: string; data: string; demo: DemoMode };

const demoWords: Record<DemoMode, string | undefined> = {
  off: undefined,
  local: "on. Any visitor can act as admin. DEMO_MODE=0 turns it off",
  public: "public. Any visitor can act as viewer or limited operator. DEMO_MODE=0 turns it off",
};

/** The box at the end of a start. */
export function drawBanner(addresses: Addresses): string {
  const rows: [string, string | undefined][] = [
    ["Store", addresses.store],
    ["Console", addresses.console],
    ["Inbox", addresses.inbox],
    ["Data", addresses.data],
    ["Demo", demoWords[addresses.demo]],
  ];
  const lines = rows.filter(([, value]) => value !== undefined).map(([label, value]) => `${label.padEnd(9)}${value}`);
  lines.push("", "Press Ctrl-C to stop. The data is kept.");
  const title = " Redeliver is ready ";
  const width = Math.max(title.length + 2, ...lines.map((line) => line.length)) + 2;
  const body = ["", ...lines, ""].map((line) => `│ ${line.padEnd(width - 2)} │`);
  return [`╭─${title}${"─".repeat(width - title.length - 1)}╮`, ...body, `╰${"─".repeat(width)}╯`].join("\n");
}
