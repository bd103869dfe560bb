// @vitest-environment jsdom
import { randomUUID } from "node:crypto";
import { dehydrate, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, configure, fireEvent, render, screen, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { makeQueryClient } from "#components/api/query-client.ts";
import { DeadLetterView } from "#components/console/dead-letter/dead-letter-view.tsx";
import { DeadLetterTable } from "#components/console/dead-letters/dead-letter-table.tsx";
import { deadLetterQuery } from "#components/console/dead-letters/dead-letters-query.ts";
import { HydratedQueries } from "#components/live/hydrated-query.tsx";
import { MeProvider } from "#components/session/me.tsx";
import { ToastProvider } from "#components/ui/toast.tsx";
import { alertListDto } from "#server/contracts/monitoring/alert.ts";
import { pipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { deadLetterDto, deadLetterListDto } from "#server/contracts/triage/dead-letter.ts";
import { registeredModules, registerModules } from "#server/delivery/handlers/registry.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { evaluateAlerts } from "#server/monitoring/alerts/evaluate-alerts.ts";
import { parseEnv } from "#server/platform/env/env.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { deliveriesOf } from "#server/testing/factories.ts";
import { couponIssued } from "#server/testing/fixtures/coupons/coupon-issued.ts";
import { coupons } from "#server/testing/fixtures/coupons/module.ts";
import { sendCoupon } from "#server/testing/fixtures/coupons/send-coupon.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { endUndoWindow } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

// Under jsdom, Vitest rewrites the URL of the file that the build ID is read from.
process.env.BUILD_ID ??= "test";
// jsdom has no layout, which CodeMirror measures.
Object.assign(Range.prototype, { getClientRects: () => [] });
registerModules([...registeredModules(), coupons]);
const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);
const api = await serveApi();

// The browser's requests reach the API with the rights of an operator.
vi.stubGlobal("fetch", async (path: string, { method = "GET", headers = {}, body }: Sent = {}) => {
  const sent = body === undefined ? {} : { body };
  const answer = await api.call(method, path, { headers: { ...headers, ...asOperator }, ...sent });
  return new Response(answer.text, { status: answer.status, headers: answer.headers });
});
afterAll(() => vi.unstubAllGlobals());
afterEach(cleanup);
// Requests pass through the API and the database, and the page polls.
configure({ asyncUtilTimeout: 15_000 });

type Sent = { method?: string; headers?: Record<string, string>; body?: string };

/** Runs relay, worker and dead-letter collector once. Returns the recipients. */
async function run(): Promise<string[]> {
  const { ports, mails } = recordingPorts();
  await pipeline.tick();
  await pipeline.work(sendCoupon.id, ports);
  await pipeline.collect(sendCoupon.id);
  return mails.map(({ to }) => to.address);
}

/** Publishes the fixture's event. */
async function aCoupon(email = "ada@example.com"): Promise<string> {
  const couponId = randomUUID();
  const subject = `coupons/${couponId}`;
  await publish(pool, couponIssued, { subject, data: { ...couponIssued.example, couponId, email } });
  return subject;
}

const statesOf = async (subject: string) =>
  (await deliveriesOf(pool, subject, sendCoupon.id)).map(({ state }) => state);

/** Publishes it with an address that the handler rejects, or with data that its schema rejects. */
async function aDeadCoupon(invalid: Record<string, unknown> = {}) {
  const subject = await aCoupon("ada@closed.example");
  await pool.query("update outbox_message set data = data || $2::jsonb where subject = $1", [subject, invalid]);
  await run();
  const [delivery] = await deliveriesOf(pool, subject, sendCoupon.id);
  if (delivery?.state !== "dead") throw new Error(`expected a dead letter, got ${delivery?.state}`);
  return { subject, id: delivery.id };
}

const read = async (path: string): Promise<unknown> => {
  const { status, text } = await api.call("GET", path, { headers: asOperator });
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return JSON.parse(text);
};

const list = async () => deadLetterListDto.parse(await read(`/api/v1/dead-letters?handler=${sendCoupon.id}`));
const show = async (id: string) => deadLetterDto.parse(await read(`/api/v1/dead-letters/${id}`));

const me = {
  ...{ kind: "user" as const, id: "1", name: "Maya Ito", email: null, role: "operator" as const },
  ...{ demo: "off" as const, standing: "account" as const },
};

/** Renders as the console's layout does. */
async function renderPage(page: ReactNode, id: string) {
  const client = makeQueryClient();
  await client.fetchQuery({ queryKey: deadLetterQuery(id).queryKey, queryFn: () => show(id) });
  render(
    <QueryClientProvider client={client}>
      <MeProvider me={me}>
        <ToastProvider>
          <HydratedQueries state={dehydrate(client)}>{page}</HydratedQueries>
        </ToastProvider>
      </MeProvider>
    </QueryClientProvider>,
  );
}

test("an event of an added module is delivered by its handler", async () => {
  const subject = await aCoupon();
  expect(await run()).toEqual(["ada@example.com"]);
  expect(await statesOf(subject)).toEqual(["delivered"]);
});

test("its dead letter is listed, shown masked, and replayed with the handler's fix", async () => {
  const { id, subject } = await aDeadCoupon();
  const named = { id, handler: sendCoupon.id, handlerLabel: sendCoupon.label, messageType: couponIssued.type };
  expect((await list()).items).toMatchObject([{ ...named, orderId: null, failureCode: "recipient_rejected" }]);
  expect(await show(id)).toMatchObject({
    ...named,
    payload: { percent: 20, email: expect.stringMatching(/^a•••@/) },
    masked: ["/email"],
    providerReply: "550 5.1.2 closed",
    fixes: [{ id: "change-domain", label: "Change the domain of the address", suggested: true }],
  });
  const path = `/api/v1/dead-letters/${id}`;
  const { items } = (await read(`${path}/suggestions`)) as { items: { id: string; reason: string }[] };
  expect(items).toMatchObject([{ reason: "closed.example moved to open.example." }]);

  const json = { suggestion: items[0]?.id, reason: "The domain moved." };
  const headers = { ...asOperator, "If-Match": `"${(await show(id)).version}"` };
  const replay = await api.call("POST", `${path}/replay`, { headers, json });
  expect(replay).toMatchObject({ status: 202 });
  await endUndoWindow(pool, JSON.parse(replay.text).delivery.id);
  expect(await run()).toEqual(["ada@open.example"]);
  expect(await statesOf(subject)).toEqual(["replayed", "delivered"]);
});

test("its dead letter has a row with the handler's noun", async () => {
  const { id } = await aDeadCoupon();
  const rows = (await list()).items.map((item) => ({ item, gone: false }));
  await renderPage(<DeadLetterTable rows={rows} />, id);
  const link = screen.getByRole("link", { name: "Coupon mail: recipient rejected" });
  expect(link.getAttribute("href")).toBe(`/ops/dead-letters/${id}`);
  expect(screen.getByText("coupon-mails · coupon.issued")).toBeDefined();
});

test("its page shows the faults of an invalid payload, by the event's schema", async () => {
  const { id } = await aDeadCoupon({ percent: 120 });
  await renderPage(<DeadLetterView id={id} />, id);
  const payload = within(await screen.findByRole("region", { name: "Payload" }));
  expect(payload.getByText("1 error")).toBeDefined();
  expect(payload.getByText("/percent").closest("li")?.textContent).toContain("must be at most 100");
});

test("its page replays with the fix's suggestion, and shows the delivered replay", async () => {
  const { id, subject } = await aDeadCoupon();
  await renderPage(<DeadLetterView id={id} />, id);
  const title = await screen.findByRole("heading", { level: 1 });
  expect(title.textContent).toBe(`The coupon mail for ${subject} failed: recipient rejected`);
  const path = screen.getByRole("list", { name: `Delivery path of the coupon mail for ${subject}` });
  expect(within(path).getByText(couponIssued.label)).toBeDefined();

  const suggestion = within(await screen.findByRole("article", { name: "Suggestion 1" }));
  expect(screen.getByLabelText("Address")).toBeDefined();
  expect(suggestion.getByText("closed.example moved to open.example.")).toBeDefined();
  fireEvent.change(screen.getByLabelText("Reason"), { target: { value: "The domain moved." } });
  fireEvent.click(suggestion.getByRole("button", { name: "Fix & replay" }));
  await screen.findByText(`Replay of the coupon mail for ${subject} is waiting`);

  const [, replay] = await deliveriesOf(pool, subject, sendCoupon.id);
  if (!replay) throw new Error("no replay");
  await endUndoWindow(pool, replay.id);
  expect(await run()).toEqual(["ada@open.example"]);
  await screen.findByText(`The coupon mail for ${subject} was delivered once`);
  expect(screen.getByText("Replay, revision 2")).toBeDefined();
});

test("its handler has its label and noun in the pipeline, and its own alert threshold", async () => {
  const { id } = await aDeadCoupon();
  const { handlers } = pipelineDto.parse(await read("/api/v1/pipeline"));
  const { label, noun } = sendCoupon;
  expect(handlers.find(({ handler }) => handler === sendCoupon.id)).toMatchObject({ label, noun, enabled: true });

  await evaluateAlerts(pool, parseEnv({}), 0);
  const { open } = alertListDto.parse(await read("/api/v1/alerts"));
  expect(open.filter(({ rule }) => rule === "dead_count")).toMatchObject([{ subject: sendCoupon.id }]);
  expect((await list()).items.map((item) => item.id)).toContain(id);
});
