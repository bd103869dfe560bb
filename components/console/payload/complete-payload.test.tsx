import { CompletionContext } from "@codemirror/autocomplete";
import { json } from "@codemirror/lang-json";
import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import { completePayload } from "#components/console/payload/complete-payload.ts";

/** Completions at the position of |. */
function offered(text: string, type = "order.cancelled"): string[] {
  const at = text.indexOf("|");
  const state = EditorState.create({ doc: text.replace("|", ""), extensions: [json()] });
  const result = completePayload(type)(new CompletionContext(state, at, true));
  return result?.options.map(({ label }) => label) ?? [];
}

test("completes the names of missing fields", () => {
  expect(offered("{ | }")).toEqual(['"orderId"', '"customerId"', '"email"', '"cancelledBy"']);
  expect(offered('{ "orderId": "x", "email": "y", "| }')).toEqual(['"customerId"', '"cancelledBy"']);
});

test("completes the values of an enum field", () => {
  expect(offered('{ "cancelledBy": "| }')).toEqual(['"customer"', '"shop"']);
  expect(offered('{ "cancelledBy": | }')).toEqual(['"customer"', '"shop"']);
  expect(offered('{ "email": "| }')).toEqual([]);
});

test("completes nothing for an unknown message type", () => {
  expect(offered("{ | }", "parcel.lost")).toEqual([]);
});
