import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** What axe finds wrong in a page, as rule and element. All rules, unless some are named. */
export async function violationsOf(page: Page, rules?: readonly string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    // Axe waits for an answer from inside each frame, and the mail's frame may run nothing.
    .exclude("iframe")
    // In the page itself, and without describing all that is right: a fraction of the time for the same violations.
    .setLegacyMode()
    .options({ resultTypes: ["violations"] });
  if (rules) axe.withRules([...rules]);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
