import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeQueryClient } from "#components/api/query-client.ts";
import { ReplaySheet } from "#components/console/replays/sheet/replay-sheet.tsx";
import { MeProvider } from "#components/session/me.tsx";
import type { ReplayBatchDto, ReplayItemDto, ReplayPreviewDto } from "#server/contracts/triage/replay-batch.ts";
import { aReplay, countsOf, replayId } from "#server/testing/fixtures/replays.ts";

type Sent = { method: string; path: string; body: unknown };
let sent: Sent[] = [];
let visited: string[] = [];
/** Field errors that the next request is refused with. */
let refusal: { pointer: string; detail: string }[] = [];
/** The draft that the server returns. */
let draft: ReplayBatchDto;

const preview: ReplayPreviewDto = {
  ...{ checked: 1, sends: 1 },
  items: [
    {
      ...{ id: replayId, subject: "orders/0198f000-0000-7000-8000-000000000001", handler: "order-notifications" },
      ...{ cause: null, changed: [], represents: 129 },
      preview: { outcome: "sends", mails: [], webhooks: [], error: null, patch: [], masked: true },
    },
  ],
};

const skipped: ReplayItemDto[] = [
  {
    ...{ id: replayId, number: 7, version: 1, subject: "orders/0198f000-0000-7000-8000-000000000001", orderId: null },
    ...{ handler: "order-notifications", messageType: "order.created", outcome: "alreadySent", change: "unchanged" },
    ...{ detail: "It was sent at 02:36.", wave: null, newId: null, attempts: null, changedBy: null, failure: null },
    ...{ blockedBy: null, override: null, settledAt: null },
  },
];

beforeEach(() => {
  sent = [];
  visited = [];
  refusal = [];
  draft = aReplay();
  vi.stubGlobal("fetch", async (path: string, { method = "GET", body }: { method?: string; body?: string } = {}) => {
    sent.push({ method, path, body: body === undefined ? undefined : JSON.parse(body) });
    if (refusal.length > 0) {
      const problem = { type: "about:blank", title: "Invalid", status: 422, detail: "Invalid", requestId: "" };
      return Response.json({ ...problem, errors: refusal }, { status: 422 });
    }
    if (path.endsWith("/preview")) return Response.json(preview);
    if (path.includes("/items?")) return Response.json({ items: skipped, nextCursor: null });
    if (path.endsWith("/start")) return Response.json({ ...draft, state: "running" });
    return Response.json(draft);
  });
});
afterEach(() => vi.unstubAllGlobals());

const router = {
  push: (to: string) => void visited.push(to),
  replace() {},
  refresh() {},
  back() {},
  forward() {},
  prefetch() {},
  bfcacheId: "",
};

function show() {
  const me = {
    kind: "user",
    id: "1",
    name: "Maya Ito",
    email: null,
    role: "operator",
    demo: "off",
    standing: "account",
  } as const;
  const target = { select: { cause: "0123456789abcdef" }, count: 129, words: "Recipient rejected", sampleId: null };
  render(
    <AppRouterContext value={router}>
      <QueryClientProvider client={makeQueryClient()}>
        <MeProvider me={me}>
          <ReplaySheet target={target} open onOpenChange={() => {}} />
        </MeProvider>
      </QueryClientProvider>
    </AppRouterContext>,
  );
}
const press = (name: RegExp) => fireEvent.click(screen.getByRole("button", { name }));
const posts = () => sent.filter(({ method }) => method === "POST");

test("freezes the set, previews it, and starts it with a reason and the typed count", async () => {
  show();
  press(/^Preview 129 dead letters$/);
  await screen.findByText(/129 dead letters frozen at/);
  expect(posts()[0]).toEqual({
    method: "POST",
    path: "/api/v1/replays",
    body: { select: { cause: "0123456789abcdef" } },
  });
  await screen.findByText("1 of 1 would deliver");
  press(/^Continue with 129$/);
  press(/^Replay 129 messages in waves$/);
  expect(screen.getByText("Enter a reason")).toBeDefined();
  fireEvent.change(screen.getByLabelText("Reason"), { target: { value: " repaired " } });
  press(/^Replay 129 messages in waves$/);
  expect(screen.getAllByText("Type 129 to confirm")).toHaveLength(2);
  expect(posts().some(({ path }) => path.endsWith("/start"))).toBe(false);
  fireEvent.change(screen.getByLabelText("Type 129 to confirm"), { target: { value: "129" } });
  press(/^Replay 129 messages in waves$/);
  await waitFor(() => expect(visited).toEqual([`/ops/replays/${replayId}`]));
  expect(posts().at(-1)).toEqual({
    method: "POST",
    path: `/api/v1/replays/${replayId}/start`,
    body: { reason: "repaired", waves: "gated" },
  });
});

test("shows late arrivals, leftovers with their reasons, and continues without them", async () => {
  draft = aReplay({
    ...{ counts: countsOf({ pending: 127, invalid: 2 }), changed: 127, unchanged: 0, invalid: 2, arrivedSince: 12 },
    change: { kind: "patch", words: "JSON Patch of 1 operation", fixId: null, patch: null, recipeId: null },
    invalidReasons: [{ reason: "/currency must be a currency", count: 2, sampleId: replayId }],
  });
  show();
  fireEvent.click(screen.getByRole("radio", { name: "JSON Patch" }));
  press(/^Preview 129 dead letters$/);
  expect(screen.getByRole("alert").textContent).toMatch(/^Not valid JSON/);
  expect(posts()).toEqual([]);
  const patch = [{ op: "replace", path: "/currency", value: "EUR" }];
  fireEvent.change(screen.getByLabelText("Operations"), { target: { value: JSON.stringify(patch) } });
  press(/^Preview 129 dead letters$/);
  await screen.findByText("+12 since, not included.");
  expect(posts()[0]?.body).toEqual({ select: { cause: "0123456789abcdef" }, change: { patch } });
  expect(screen.getByText(/2 leftovers: not replayed, still dead letters/)).toBeDefined();
  expect(screen.getByRole("list", { name: "Reasons" }).textContent).toContain("/currency must be a currency");
  press(/^Continue with 127$/);
  expect(screen.getByText(/2 dead letters stay behind/)).toBeDefined();
});

test("a set above the limit asks for a second person, and another change discards the draft", async () => {
  draft = aReplay({ total: 1204, prepared: 1204, counts: countsOf({ pending: 1204 }) });
  show();
  press(/^Preview 129 dead letters$/);
  await screen.findByText("1 of 1 would deliver");
  press(/^Continue with 1,204$/);
  expect(screen.getByText(/Needs a second person: more than 500 messages/)).toBeDefined();
  expect(screen.getByRole("button", { name: "Request approval for 1,204 messages" })).toBeDefined();
  press(/^Back$/);
  press(/^Back$/);
  await waitFor(() => expect(posts().at(-1)?.path).toBe(`/api/v1/replays/${replayId}/abort`));
  expect(screen.getByRole("button", { name: /^Preview 129 dead letters$/ })).toBeDefined();
});

test("a message that was sent already is listed, and included only with a reason", async () => {
  draft = aReplay({ counts: countsOf({ pending: 128, alreadySent: 1 }), skipped: 1 });
  show();
  press(/^Preview 129 dead letters$/);
  await screen.findByText("It was sent at 02:36.");
  press(/^Include anyway…$/);
  press(/^Include message$/);
  expect(screen.getByText("Enter a reason")).toBeDefined();
  expect(posts().some(({ path }) => path.endsWith("/override"))).toBe(false);
  fireEvent.change(screen.getByLabelText("Reason to send it again"), { target: { value: "they deleted it" } });
  press(/^Include message$/);
  await waitFor(() =>
    expect(posts().find(({ path }) => path.endsWith("/override"))?.body).toEqual({
      number: 7,
      reason: "they deleted it",
    }),
  );
});

test("fields that the server refuses are named", async () => {
  show();
  fireEvent.click(screen.getByRole("radio", { name: "JSON Patch" }));
  fireEvent.change(screen.getByLabelText("Operations"), {
    target: { value: '[{ "op": "remove", "path": "/orderId" }]' },
  });
  refusal = [{ pointer: "/change/patch/0/path", detail: "must not name an immutable field" }];
  press(/^Preview 129 dead letters$/);
  expect((await screen.findByRole("alert")).textContent).toBe("/patch/0/path must not name an immutable field");
});
