import { expect, it } from "vitest";
import { actions, can, leastRole, roles, whoMay } from "#server/contracts/access.ts";

it("gives each role all that the one before it has", () => {
  for (const action of actions) {
    const allowed = roles.map((role) => can(role, action));
    expect(allowed, action).toEqual(allowed.toSorted());
    expect(can(leastRole[action], action)).toBe(true);
    expect(can("admin", action)).toBe(true);
  }
});

it("lets viewers look and not touch", () => {
  const viewers = actions.filter((action) => can("viewer", action));
  expect(viewers).toEqual([
    "account.own",
    "account.read",
    "pipeline.read",
    "workers.read",
    "metrics.read",
    "dead-letters.read",
  ]);
});

it("opens the inbox to everybody in the demo alone: the links in it choose passwords", () => {
  expect(can("operator", "inbox.read")).toBe(false);
  expect(can("viewer", "inbox.read", true)).toBe(true);
  expect(actions.filter((action) => can("viewer", action, true) && !can("viewer", action))).toEqual(["inbox.read"]);
});

it("says who may", () => {
  expect(whoMay("dead-letters.replay")).toBe("operators and admins");
  expect(whoMay("users.manage")).toBe("admins");
});
