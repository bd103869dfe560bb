import type { Page } from "@playwright/test";
import { addressThatSays, expect, retryTimeout, test } from "./fixtures.ts";

/** Texts that run `__hostile` as markup, attribute, URL, script, style or template. */
const run = "window.__hostile=1";
const polyglots = [
  `<script>${run}</script>`,
  `"><script>${run}</script>`,
  `'><script>${run}</script>`,
  `</title><script>${run}</script>`,
  `</textarea><script>${run}</script>`,
  `</script><script>${run}</script>`,
  `--><script>${run}</script>`,
  `<img src=x onerror="${run}">`,
  `"><img src=x onerror=${run}>`,
  `'"><svg onload=${run}>`,
  `<svg><script>${run}</script></svg>`,
  `<svg><animate onbegin=${run} attributeName=x dur=1s>`,
  `<math><mtext><img src=x onerror=${run}></mtext></math>`,
  `<iframe srcdoc="<script>parent.__hostile=1</script>">`,
  `<iframe src="javascript:parent.__hostile=1">`,
  `<object data="javascript:${run}">`,
  `<embed src="javascript:${run}">`,
  `<details open ontoggle=${run}>`,
  `<body onload=${run}>`,
  `<input autofocus onfocus=${run}>`,
  `<video><source onerror=${run}></video>`,
  `<marquee onstart=${run}>x</marquee>`,
  `<base href="javascript:${run}//">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${run}">`,
  `<form><button formaction="javascript:${run}">x</button></form>`,
  `<a href="javascript:${run}">x</a>`,
  `<style>@import 'javascript:${run}';</style>`,
  `javascript:/*--></title></style></textarea></script><svg/onload='+/"/+/onmouseover=1/+/[*/[]/+${run}//'>`,
  `\${alert(window.__hostile=1)}{{constructor.constructor('window.__hostile=1')()}}`,
  `%3Cscript%3E${run}%3C/script%3E&lt;script&gt;${run}&lt;/script&gt;`,
];

/** Attempts of a page to run code: dialogs and CSP violations. There must be none. */
function listen(page: Page): string[] {
  const told: string[] = [];
  page.on("dialog", (dialog) => {
    told.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) told.push(message.text());
  });
  return told;
}

test("thirty hostile texts, as names, in e-mails and as reasons, run nothing", async ({ page, store }) => {
  test.setTimeout(150_000);
  const told = listen(page);
  const { items } = await (await store.request.get("/api/v1/products")).json();
  const plain = "Ada Lovelace";
  let refused = 0;
  const place = async (name: string, email: string): Promise<string> => {
    const data = { customer: { name, email }, items: [{ productId: items[0].id, quantity: 1 }] };
    const answer = await store.request.post("/api/v1/orders", { data });
    // Some are not valid names: too long, or with a web address. They are used in all other places.
    if (answer.status() === 422 && name !== plain) {
      refused += 1;
      return place(plain, email);
    }
    expect(answer.status(), name).toBe(201);
    return (await answer.json()).orderId as string;
  };
  expect(polyglots).toHaveLength(30);
  const orders: string[] = [];
  for (const text of polyglots) orders.push(await place(text, store.address("bounce+")));
  const email = store.address();
  expect(refused).toBeLessThan(5);
  for (const text of polyglots.slice(0, 4)) await place(text, email);

  const dead: string[] = [];
  for (const [index, orderId] of orders.entries()) {
    const { id } = await store.deadLetterOf(orderId);
    dead.push(id);
    const data = { reason: polyglots[index] };
    const discarded = await store.request.post(`/api/v1/dead-letters/${id}/discard`, {
      headers: { "if-match": "*" },
      data,
    });
    expect(discarded.status()).toBe(200);
  }
  await expect.poll(async () => (await store.mailsTo(email)).length, { timeout: retryTimeout }).toBe(4);
  const mails = (await store.mailsTo(email)).map(({ id }) => `/inbox/${id}`);

  const hostile = encodeURIComponent(polyglots[1] ?? "");
  const paths = [
    "/ops/audit",
    "/ops/dead-letters?state=discarded",
    `/ops/dead-letters?state=discarded&cause=${hostile}`,
    ...dead.slice(0, 3).map((id) => `/ops/dead-letters/${id}`),
    ...orders.slice(7, 10).map((id) => `/orders/${id}`),
    ...mails,
    `/ops/audit?actor=${hostile}&target=${hostile}`,
    `/sign-in?email=${hostile}&next=${hostile}`,
    `/ops/dead-letters?cursor=${hostile}`,
    `/orders/${hostile}`,
  ];
  for (const path of paths) {
    await page.goto(path);
    await expect(page.locator("main").first(), path).toBeVisible();
    expect(await page.evaluate(() => "__hostile" in window), path).toBe(false);
  }
  await page.goto("/ops/audit");
  await expect(page.getByText(polyglots[29] ?? "").first(), "the text itself is shown").toBeVisible();
  expect(told).toEqual([]);
});

test("the same thirty texts, as mail server replies and payload edits, run nothing", async ({ page, store }) => {
  test.setTimeout(120_000);
  const told = listen(page);
  const orders: string[] = [];
  for (const text of polyglots) orders.push(await store.placeOrder(addressThatSays(text)));
  const nothingRan = async (where: string) =>
    expect(await page.evaluate(() => "__hostile" in window), where).toBe(false);

  const letters = [];
  for (const [index, orderId] of orders.entries()) {
    const letter = await store.deadLetterOf(orderId);
    // Through a real SMTP session, stored unchanged.
    expect(letter.error).toContain(`550 5.7.1 ${polyglots[index]}`);
    letters.push(letter);
  }
  // As the name, the reason and the JSON Patch of a bulk replay, whose leftovers name the field.
  const [name, reason, text] = polyglots.filter((one) => one.length <= 100);
  const pointer = `/${text?.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  const created = await store.request.post("/api/v1/replays", {
    data: {
      ...{ name, reason, change: { patch: [{ op: "add", path: pointer, value: text }] } },
      select: { letters: letters.map(({ id, version }) => ({ id, version })) },
    },
  });
  const batch = await created.json();
  expect(batch, JSON.stringify(batch)).toMatchObject({ total: letters.length, invalid: letters.length });
  const replays = ["/ops/replays?state=draft", `/ops/replays/${batch.id}`, `/ops/replays/${batch.id}?outcome=invalid`];
  const lists = [
    "/ops",
    "/ops/dead-letters",
    "/ops/causes",
    ...replays,
    `/ops/trace/${orders[0]}`,
    `/orders/${orders[0]}`,
  ];
  for (const path of [...lists, ...letters.map(({ id }) => `/ops/dead-letters/${id}`)]) {
    await page.goto(path);
    await expect(page.locator("main").first(), path).toBeVisible();
    await nothingRan(path);
  }
  const dead = letters.at(-1);
  if (!dead) throw new Error("thirty letters, and none is the last");
  await page.getByText("Full error and reply").click();
  await expect(page.getByText("%3Cscript%3E").first(), "the text itself is shown").toBeVisible();
  await page.getByRole("button", { name: "Reveal personal data (audited)" }).click();
  await expect(page.getByText(/^Revealed to you until/)).toBeVisible();
  await nothingRan("the payload");

  const edited = { ...(dead.payload as object), ...Object.fromEntries(polyglots.map((text) => [text, text])) };
  const editor = page.getByRole("textbox", { name: /payload/i });
  await editor.fill(JSON.stringify(edited, null, 2));
  await expect(page.getByText("is not a field of this message")).toHaveCount(polyglots.length);
  await expect(page.getByText("new", { exact: true }).first(), "the difference is shown").toBeAttached();
  await nothingRan("the payload");
  const refused = await store.request.post(`/api/v1/dead-letters/${dead.id}/replay`, {
    headers: { "if-match": "*" },
    data: { payload: edited },
  });
  expect(refused.status()).toBe(422);
  expect(refused.headers()["content-type"]).toContain("application/problem+json");
  // Through the form of the fix too, with its field error.
  await page.getByRole("button", { name: "Discard edit" }).click();
  for (const text of polyglots.slice(0, 10)) {
    await page.getByLabel("E-mail address").fill(text);
    await page.getByLabel("E-mail address").press("Enter");
    await expect(page.getByText("must be an e-mail address").first()).toBeVisible();
  }
  await nothingRan("the payload");
  expect(told).toEqual([]);
});
