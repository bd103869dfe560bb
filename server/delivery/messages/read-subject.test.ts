import { expect, it } from "vitest";
import { readSubject, toSubjectFields } from "#server/delivery/messages/read-subject.ts";
import { registerMessages } from "#server/delivery/messages/registry.ts";
import { subjectOfId, subjectsOfId } from "#server/delivery/messages/subject-sql.ts";

const id = "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17";
const kindOf = (kind: string, one: string) => ({
  ...{ kind, noun: { one, many: kind }, shorten: (full: string) => full.slice(0, 4) },
  ...{ traceHref: (full: string) => `/traces/${full}`, page: { label: "Open", href: (full: string) => `/${full}` } },
});
const register = (...kinds: [kind: string, one: string][]) =>
  registerMessages([{ messages: [] }, { messages: [], subjects: kinds.map(([kind, one]) => kindOf(kind, one)) }]);

it("reads subjects of the kinds that modules declare, and of no other", () => {
  register(["coupons", "coupon"]);
  expect(readSubject(`coupons/${id}`)).toMatchObject({ id, definition: { noun: { one: "coupon" } } });
  for (const other of [`orders/${id}`, `coupons/${id}x`, `coupons/1`, "coupons", ""]) {
    expect(readSubject(other), other).toBeNull();
  }
});

it("names an ID in a field of the API by the noun of its kind", () => {
  register(["coupons", "coupon"], ["purchases", "order"]);
  expect(toSubjectFields(`purchases/${id}`)).toEqual({ orderId: id });
  expect(toSubjectFields(`coupons/${id}`)).toEqual({ orderId: null });
  expect(toSubjectFields(null)).toEqual({ orderId: null });
});

it("searches an ID among the subjects of all kinds, or of one", () => {
  register(["coupons", "coupon"], ["purchases", "order"]);
  expect(subjectsOfId("$1")).toBe("array['coupons/' || $1::uuid::text, 'purchases/' || $1::uuid::text]::text[]");
  expect(subjectOfId("order", "$2")).toBe("'purchases/' || $2::uuid::text");
});

it("refuses a kind that is not a plain word, because it is part of SQL texts", () => {
  expect(() => register(["it's", "one"])).toThrow("not a plain word");
});
