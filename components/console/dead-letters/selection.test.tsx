import { QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeQueryClient } from "#components/api/query-client.ts";
import { DeadLetterTable } from "#components/console/dead-letters/dead-letter-table.tsx";
import { DiscardSelected } from "#components/console/dead-letters/discard-selected.tsx";
import { useSelection } from "#components/console/dead-letters/use-selection.ts";
import { useRowKeys } from "#components/console/shell/use-row-keys.ts";
import { MeProvider } from "#components/session/me.tsx";
import { ToastProvider } from "#components/ui/toast.tsx";
import type { Role } from "#server/contracts/identity/access.ts";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

const id = (number: number) => `0197c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
const at = "2026-11-22T02:49:50.113Z";
const letter = (number: number, more: Partial<DeadLetterItemDto> = {}): DeadLetterItemDto => ({
  ...{ id: id(number), handler: "order-notifications", handlerLabel: "Order mails", messageId: id(number) },
  handlerNoun: { one: "order mail", many: "order mails" },
  ...{ messageType: "order.created", state: "dead", shown: "dead", attempts: 1, revision: 1, rootId: id(number) },
  ...{ failureCode: "recipient_rejected", nextAttemptAt: null, releaseAt: at, settledAt: at, maybeSent: false },
  ...{ heldBy: null, version: number, subject: `orders/${id(number)}`, orderId: id(number), error: null, diedAt: at },
  ...{ createdAt: at, holding: 0, cause: null, discarded: null },
  ...more,
});

type Sent = { path: string; body: { letters: { id: string; version: number }[]; reason?: string } };
let sent: Sent[] = [];
/** IDs that the server rejects. */
let refused: string[] = [];
beforeEach(() => {
  sent = [];
  refused = [];
  vi.stubGlobal("fetch", async (path: string, init: { body: string }) => {
    const body: Sent["body"] = JSON.parse(init.body);
    sent.push({ path, body });
    const ids = body.letters.map((one) => one.id);
    return Response.json({
      done: ids.filter((one) => !refused.includes(one)),
      refused: ids
        .filter((one) => refused.includes(one))
        .map((one) => ({ id: one, code: "precondition_failed", detail: "It has changed." })),
    });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

type Shown = { letters?: DeadLetterItemDto[]; gone?: readonly number[]; as?: Role };
function List({ letters = [1, 2, 3, 4, 5].map((number) => letter(number)), gone = [], as = "operator" }: Shown) {
  const rows = letters.map((item) => ({ item, gone: gone.some((number) => id(number) === item.id) }));
  return (
    <QueryClientProvider client={client}>
      <MeProvider
        me={{
          kind: "user",
          id: "1",
          name: "Maya Ito",
          email: null,
          role: as,
          demo: "off" as const,
          standing: "account" as const,
        }}
      >
        <ToastProvider>
          <Inner rows={rows} />
        </ToastProvider>
      </MeProvider>
    </QueryClientProvider>
  );
}
const client = makeQueryClient();
function Inner({ rows }: { rows: { item: DeadLetterItemDto; gone: boolean }[] }) {
  const selection = useSelection(rows);
  useRowKeys();
  return (
    <main>
      <DeadLetterTable rows={rows} selection={selection} />
      <DiscardSelected selection={selection} />
    </main>
  );
}

const boxes = () => screen.getAllByRole<HTMLInputElement>("checkbox");
/** Index 0 is the header checkbox. */
const box = (place: number) => boxes()[place] as HTMLInputElement;
const checked = () => boxes().flatMap((one, place) => (place > 0 && one.checked ? [place] : []));
const press = (key: string, more = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, shiftKey: /^[?A-Z]$/.test(key), ...more });
const bar = () => screen.queryByRole("complementary", { name: "Selection" });

test("selects by checkbox, header checkbox and shift; the bar shows the count and clears", () => {
  render(<List />);
  expect(bar()).toBeNull();
  fireEvent.click(box(2));
  expect(box(0).indeterminate).toBe(true);
  fireEvent.click(box(4), { shiftKey: true });
  expect(checked()).toEqual([2, 3, 4]);
  expect(bar()?.textContent).toContain("3 selected");
  fireEvent.click(box(0));
  expect(checked()).toEqual([1, 2, 3, 4, 5]);
  expect(box(0).indeterminate).toBe(false);
  fireEvent.click(box(0));
  expect(checked()).toEqual([]);
  fireEvent.click(box(1));
  fireEvent.click(screen.getByRole("button", { name: /^Clear/ }));
  expect(bar()).toBeNull();
});

test("by keyboard: j and k move, x selects, shift x selects a range, escape clears, none while typing", () => {
  render(<List />);
  press("x");
  expect(checked()).toEqual([]);
  press("j");
  press("x");
  press("j");
  press("j");
  press("X");
  expect(checked()).toEqual([1, 2, 3]);
  press("k");
  press("x");
  expect(checked()).toEqual([1, 3]);
  // Keys continue from a clicked checkbox, which keeps the space bar.
  box(4).focus();
  press("j");
  press("x");
  expect(checked()).toEqual([1, 3, 5]);
  press("x", { ctrlKey: true });
  expect(checked()).toEqual([1, 3, 5]);
  press("Escape");
  expect(checked()).toEqual([]);
});

test("gone and purged rows cannot be selected and are deselected permanently", () => {
  const letters = [1, 2, 3].map((number) => letter(number));
  const purged = letter(4, { discarded: { at, by: "Maya Ito", reason: "a test", purged: true } });
  const { rerender } = render(<List letters={[...letters, purged]} />);
  fireEvent.click(box(0));
  fireEvent.click(box(4));
  expect(checked()).toEqual([1, 2, 3]);
  rerender(<List letters={[...letters, purged]} gone={[2]} />);
  expect(checked()).toEqual([1, 3]);
  expect(bar()?.textContent).toContain("2 selected");
  fireEvent.click(box(2));
  expect(checked()).toEqual([1, 3]);
  rerender(<List letters={[...letters, purged]} />);
  expect(checked()).toEqual([1, 3]);
});

test("a discard requires a reason, names the number and sends shown versions; undo restores exactly the discarded ones", async () => {
  refused = [id(3)];
  render(<List letters={[letter(1), letter(2, { holding: 2 }), letter(3)]} />);
  fireEvent.click(box(0));
  press("d");
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain("Discard 3 messages?");
  expect(dialog.textContent).toContain("2 blocked messages will be sent.");
  fireEvent.click(within(dialog).getByRole("button", { name: "Discard 3 messages" }));
  expect(dialog.textContent).toContain("Enter a reason");
  expect(sent).toEqual([]);
  fireEvent.change(within(dialog).getByLabelText("Reason"), { target: { value: " sent twice " } });
  await act(async () => void fireEvent.click(within(dialog).getByRole("button", { name: "Discard 3 messages" })));
  expect(sent).toEqual([
    {
      path: "/api/v1/dead-letters/discard",
      body: { letters: [1, 2, 3].map((number) => ({ id: id(number), version: number })), reason: "sent twice" },
    },
  ]);
  // Rejected rows are reported and stay selected.
  const alert = await within(bar() as HTMLElement).findByRole("alert");
  expect(alert.textContent).toContain("1 was not discarded");
  expect(alert.textContent).toContain("It has changed.");
  expect(checked()).toEqual([3]);

  refused = [];
  await act(async () => void fireEvent.click(await screen.findByRole("button", { name: /^Undo/ })));
  expect(sent[1]).toEqual({
    path: "/api/v1/dead-letters/restore",
    body: { letters: [1, 2].map((number) => ({ id: id(number), version: number + 1 })) },
  });
});

test("from 50 on, the number must be typed", async () => {
  render(<List letters={Array.from({ length: 50 }, (_, place) => letter(place + 1))} />);
  fireEvent.click(box(0));
  press("d");
  const dialog = await screen.findByRole("dialog");
  const go = within(dialog).getByRole("button", { name: "Discard 50 messages" });
  fireEvent.change(within(dialog).getByLabelText("Reason"), { target: { value: "a test" } });
  fireEvent.click(go);
  expect(dialog.textContent).toContain("Type 50 to confirm");
  expect(sent).toEqual([]);
  fireEvent.change(within(dialog).getByLabelText("Type 50 to confirm"), { target: { value: "50" } });
  await act(async () => void fireEvent.click(go));
  expect(sent[0]?.body.letters).toHaveLength(50);
});

test("without permission, rows can be selected but the button is locked", () => {
  render(<List as="viewer" />);
  fireEvent.click(box(1));
  const locked = screen.getByRole("button", { name: /^Discard…/ });
  expect(locked.getAttribute("aria-disabled")).toBe("true");
  expect(locked.textContent).toContain("Available to operators and admins.");
  press("d");
  expect(screen.queryByRole("dialog")).toBeNull();
});
