import { CompletionContext } from "@codemirror/autocomplete";
import { json } from "@codemirror/lang-json";
import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import { completePayload } from "#components/console/payload/complete-payload.ts";

/** What is offered where | stands. */
function offered(text: string, type = "order.cancelled"): string[] {
  const at = text.indexOf("|");
  const state = EditorState.create({ doc: text.replace("|", ""), extensions: [json()] });
  const result = completePayload(type)(new CompletionContext(state, at, true));
  return result?.options.map(({ label }) => label) ?? [];
}

test("the names of the fields that are not there yet are offered", () => {
  expect(offered("{ | }")).toEqual(['"orderId"', '"customerId"', '"email"', '"cancelledBy"']);
  expect(offered('{ "orderId": "x", "email": "y", "| }')).toEqual(['"customerId"', '"cancelledBy"']);
});

test("the choices of a field are offered where its value stands", () => {
  expect(offered('{ "cancelledBy": "| }')).toEqual(['"customer"', '"shop"']);
  expect(offered('{ "cancelledBy": | }')).toEqual(['"customer"', '"shop"']);
  expect(offered('{ "email": "| }')).toEqual([]);
});

test("of a message that this build does not know nothing is offered", () => {
  expect(offered("{ | }", "parcel.lost")).toEqual([]);
});
