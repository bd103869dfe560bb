import { continueAs, expect, test } from "./fixtures.ts";
import { violationsOf } from "./violations-of.ts";

/** Rules that the narrow, dark layout can break in addition. All rules take seconds per page. */
const rulesOfLooks = [
  "color-contrast",
  "target-size",
  "scrollable-region-focusable",
  "aria-hidden-focus",
  "heading-order",
];
const looks = [
  { width: 1280, height: 900, colorScheme: "light", rules: undefined },
  { width: 390, height: 844, colorScheme: "dark", rules: rulesOfLooks },
] as const;

test("every page, wide and light or narrow and dark, has no axe violation, one h1, no overflow and no console error", async ({
  browser,
  baseURL,
  store,
}) => {
  // Axe takes seconds per page on a small machine, and there are more than thirty pages in two layouts.
  test.setTimeout(480_000);
  const email = store.address();
  const orderId = await store.placeOrder(email);
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await expect.poll(async () => (await store.mailsTo(email)).length).toBe(1);
  const [mail] = await store.mailsTo(email);

  const created = await store.request.post("/api/v1/replays", {
    data: { select: { letters: [{ id: dead.id, version: dead.version }] }, reason: "a test" },
  });
  const { id: replay } = await created.json();

  const context = await browser.newContext({ baseURL, reducedMotion: "reduce" });
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
    "/ops/replays",
    "/ops/replays?state=running",
    `/ops/replays/${replay}`,
    "/ops/alerts",
    "/ops/messages",
    `/ops/messages?state=dead&find=orders/${dead.orderId}`,
    "/ops/outbox",
    "/ops/queues",
    "/ops/workers",
    "/ops/audit",
    "/ops/settings",
    "/ops/settings/people",
    "/ops/settings/recipes",
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
    // Width and theme need no reload.
    for (const { width, height, colorScheme, rules } of looks) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      const violations = () => violationsOf(page, rules);
      const where = `${path} at ${width} px`;
      // The API reference is drawn step by step by its library, so that a measurement can fall between two of them.
      if (path === "/docs/api") await expect.poll(violations, { message: where, timeout: 60_000 }).toEqual([]);
      else expect(await violations(), where).toEqual([]);
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      await expect.poll(overflow, `${path} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0);
    }
  }
  expect(errors).toEqual([]);
  await context.close();
});
