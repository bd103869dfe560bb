import "#server/modules.ts";
import { expect, test } from "vitest";
import { messages } from "#server/delivery/messages/registry.ts";
import { upgradeData } from "#server/delivery/messages/upgrade-data.ts";
import { parcelSent } from "#server/testing/fixtures/parcel-sent.ts";

test("upgrades data of an older version without changing the source", () => {
  const { email, weightGrams: _, ...same } = parcelSent.example;
  const old = Object.freeze({ ...same, recipient: email, weightKilograms: 0.8 });
  expect(upgradeData(parcelSent, 1, old)).toEqual(parcelSent.example);
});

test("leaves data of the current or a newer version and non-objects unchanged", () => {
  expect(upgradeData(parcelSent, 2, { a: 1 })).toEqual({ a: 1 });
  expect(upgradeData(parcelSent, 3, { a: 1 })).toEqual({ a: 1 });
  expect(upgradeData(parcelSent, 1, "text")).toBe("text");
});

test.each(messages().map((message) => [message.type, message] as const))(
  "every older version of %s has its upgrade",
  (_, { version, upgrades = {} }) => {
    expect(Object.keys(upgrades)).toEqual(Array.from({ length: version - 1 }, (__, index) => String(index + 1)));
  },
);
