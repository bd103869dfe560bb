import AxeBuilder from "@axe-core/playwright";
import { continueAs, expect, test } from "./fixtures.ts";

/** What a smaller and darker page can break that the other one has right. All of axe takes seconds a page. */
const rulesOfLooks = [
  "color-contrast",
  "target-size",
  "scrollable-region-focusable",
  "aria-hidden-focus",
  "heading-order",
];
const looks = [
  { width: 1280, height: 900, colorScheme: "light", rules: null },
  { width: 390, height: 844, colorScheme: "dark", rules: rulesOfLooks },
] as const;

for (const { width, height, colorScheme, rules } of looks) {
  test(`every page at ${width} px, ${colorScheme}: no axe violation, one h1, nothing wider than the screen, no console error`, async ({
    browser,
    baseURL,
    store,
  }) => {
    // Axe takes seconds a page on a small machine, and there are a dozen pages.
    test.setTimeout(240_000);
    const email = store.address();
    const orderId = await store.placeOrder(email);
    const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
    await expect.poll(async () => (await store.mailsTo(email)).length).toBe(1);
    const [mail] = await store.mailsTo(email);

    const context = await browser.newContext({
      baseURL,
      viewport: { width, height },
      colorScheme,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await continueAs(page, "admin");
    const errors: string[] = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(error.message));

    const paths = [
      "/",
      "/checkout?sample=bounce",
      "/orders",
      `/orders/${orderId}`,
      "/inbox",
      `/inbox/${mail?.id}`,
      "/ops",
      "/ops/dead-letters",
      "/ops/dead-letters?state=discarded",
      `/ops/dead-letters/${dead.id}`,
      `/ops/trace/${dead.orderId}`,
      "/ops/causes",
      "/ops/causes?tab=muted",
      `/ops/causes/${dead.cause}`,
      "/ops/alerts",
      "/ops/messages",
      `/ops/messages?state=dead&find=orders/${dead.orderId}`,
      "/ops/outbox",
      "/ops/queues",
      "/ops/workers",
      "/ops/audit",
      "/ops/settings",
      "/ops/settings/people",
      "/ops/settings/retention",
      "/ops/settings/tokens",
      "/sign-in",
      "/setup",
      "/choose-password",
      "/docs/api",
      "/problems/conflict",
    ];
    for (const path of paths) {
      const response = await page.goto(path);
      expect(response?.status(), path).toBe(200);
      await expect(page.getByRole("heading", { level: 1 }), path).toHaveCount(1);
      // Axe waits for an answer from inside each frame, and the mail's frame may run nothing.
      const axe = new AxeBuilder({ page }).exclude("iframe");
      const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        path,
      ).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
    }
    expect(errors).toEqual([]);
    await context.close();
  });
}
