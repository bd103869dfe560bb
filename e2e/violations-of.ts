import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** Axe violations of a page, as rule and element. */
export async function violationsOf(page: Page, rules?: readonly string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    // Axe waits for a response from each frame, but the e-mail's frame runs no scripts.
    .exclude("iframe")
    // Runs in the page without reporting passes, which is faster.
    .setLegacyMode()
    .options({ resultTypes: ["violations"] });
  if (rules) axe.withRules([...rules]);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
