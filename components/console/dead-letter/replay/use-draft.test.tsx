import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { useDraft } from "#components/console/dead-letter/replay/use-draft.ts";
import { formatPayload } from "#components/console/payload/lint-payload.ts";

const payload = { orderId: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17", email: "ada@example.com" };
const letter = { payload, messageType: "order.shipped", subject: `orders/${payload.orderId}`, masked: [], lineage: [] };
const textWith = (email: string) => formatPayload({ ...payload, email });
const saved = { edit: 1, payload: { ...payload, email: "saved@example.com" }, masked: [] };

/** A saved draft whose response arrives after `typed` was entered. */
function aSavedDraft(typed?: string) {
  const { result } = renderHook(() => useDraft(letter));
  act(() => result.current.set(textWith("saved@example.com")));
  const sent = result.current.text;
  if (typed !== undefined) act(() => result.current.set(typed));
  act(() => result.current.start(saved, sent));
  return result.current;
}

test("a draft continues from the saved edit", () => {
  const draft = aSavedDraft();
  expect(draft.text).toBe(textWith("saved@example.com"));
  expect(draft.body()).toEqual({ edit: 1 });
});

test("text typed during a save is kept as an edit of the saved one", () => {
  const draft = aSavedDraft(textWith("later@example.com"));
  expect(draft.text).toBe(textWith("later@example.com"));
  expect(draft.body()).toMatchObject({ edit: 1, payload: { email: "later@example.com" } });
});
