import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import { ensureChromium } from "#scripts/ensure-chromium.ts";
import { canSandbox } from "#scripts/find-chromium.ts";
import { freePort } from "#scripts/pick-port.ts";
import { startAll } from "#scripts/start-all.ts";

// `node scripts/take-screenshots.ts`: starts the demo over an empty database, places orders of which some fail, and writes
// docs/images/*.png for the README.
const images = path.resolve(import.meta.dirname, "../docs/images");
const recipients = [
  ...["bounce+ada", "bounce+grace", "bounce+linus", "bounce+margaret"].map((name) => `${name}@example.com`),
  "busy3+alan@example.com",
  ...Array.from({ length: 24 }, (_, index) => `customer${index}@example.com`),
];

async function postOrders(page: Page): Promise<string> {
  const { items } = await (await page.request.get("/api/v1/products")).json();
  let last = "";
  for (const [index, email] of recipients.entries()) {
    const product = items[index % items.length];
    const data = { customer: { name: "Ada Lovelace", email }, items: [{ productId: product.id, quantity: 1 }] };
    last = (await (await page.request.post("/api/v1/orders", { data })).json()).orderId;
  }
  return last;
}

/** Waits until the four refused mails are dead letters. Returns the newest. */
async function waitForDeadLetter(page: Page): Promise<string> {
  for (;;) {
    const { items } = await (await page.request.get("/api/v1/dead-letters")).json();
    if (items.length >= 4) return items[0].id;
    await page.waitForTimeout(250);
  }
}

const folder = mkdtempSync(path.join(tmpdir(), "redeliver-screenshots-"));
chmodSync(folder, 0o755);
const { PATH = "", HOME = "" } = process.env;
const env = { PATH, HOME, DEMO_MODE: "1", STORE_LIMIT_PER_CLIENT: "off" };
const product = await startAll({ dataDir: path.join(folder, "data"), port: await freePort(), env });
const browser = await chromium.launch({ executablePath: ensureChromium(), chromiumSandbox: canSandbox() });
try {
  mkdirSync(images, { recursive: true });
  const page = await browser.newPage({ baseURL: product.origin, viewport: { width: 1280, height: 800 } });
  await page.request.post("/api/v1/session/demo", { data: { role: "operator" } });
  const order = await postOrders(page);
  const letter = await waitForDeadLetter(page);
  const views = { store: `/orders/${order}`, console: "/ops", "dead-letter": `/ops/dead-letters/${letter}` };
  for (const [name, url] of Object.entries(views)) {
    await page.goto(url);
    await page.waitForTimeout(4_000); // The charts have drawn their first reading by then.
    await page.screenshot({ path: path.join(images, `${name}.png`) });
    console.log(`✓ docs/images/${name}.png is written`);
  }
} finally {
  await browser.close();
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
}
