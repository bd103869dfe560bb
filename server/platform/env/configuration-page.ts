import { isSetting, settingDefault, settingRule } from "#server/platform/env/env.ts";
import type { SettingDoc } from "#server/platform/env/module-settings.ts";
import { settingDocs, settingGroups } from "#server/platform/env/setting-docs.ts";

const cell = (text: string) => text.replaceAll("|", "\\|");

function row(name: string, { default: words, value: rule, meaning }: SettingDoc): string {
  if (!isSetting(name)) throw new Error(`${name} is documented, but no setting`);
  const value = settingDefault(name);
  const shown = words ?? (value === undefined ? "none" : `\`${value}\``);
  return `| \`${name}\` | ${cell(shown)} | ${cell(rule ?? settingRule(name))} | ${cell(meaning)} |`;
}

/** The text of docs/configuration.md: defaults and rules from the schema of the environment, meanings from setting-docs. */
export function configurationPage(): string {
  const sections = settingGroups.map((group) =>
    [
      `## ${group}`,
      "",
      "| variable | default | value | meaning |",
      "|---|---|---|---|",
      ...[...settingDocs].filter(([, doc]) => doc.group === group).map(([name, doc]) => row(name, doc)),
    ].join("\n"),
  );
  return `${[
    "# Configuration",
    "Generated from `server/platform/env/env.ts` by `npm run docs`. Do not edit this page: a test compares it with the source.",
    "All settings are environment variables. `npm start` needs none of them. An invalid environment ends the start with every fault and its fix.",
    ...sections,
  ].join("\n\n")}\n`;
}
