import { settingDefault, settingRule } from "#server/platform/env/env.ts";
import { type DocumentedSetting, settingDocs, settingGroups } from "#server/platform/env/setting-docs.ts";

const cell = (text: string) => text.replaceAll("|", "\\|");

const isDocumented = (name: string): name is DocumentedSetting => name in settingDocs;

function row(name: DocumentedSetting): string {
  const { default: words, value: rule, meaning } = settingDocs[name];
  const value = settingDefault(name);
  const shown = words ?? (value === undefined ? "none" : `\`${value}\``);
  return `| \`${name}\` | ${cell(shown)} | ${cell(rule ?? settingRule(name))} | ${cell(meaning)} |`;
}

/** The text of docs/configuration.md: defaults and rules from the schema of the environment, meanings from setting-docs. */
export function configurationPage(): string {
  const names = Object.keys(settingDocs).filter(isDocumented);
  const sections = settingGroups.map((group) =>
    [
      `## ${group}`,
      "",
      "| variable | default | value | meaning |",
      "|---|---|---|---|",
      ...names.filter((name) => settingDocs[name].group === group).map(row),
    ].join("\n"),
  );
  return `${[
    "# Configuration",
    "Generated from `server/platform/env/env.ts` by `npm run docs`. Do not edit this page: a test compares it with the source.",
    "All settings are environment variables. `npm start` needs none of them. An invalid environment ends the start with every fault and its fix.",
    ...sections,
  ].join("\n\n")}\n`;
}
