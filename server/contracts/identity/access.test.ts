import { expect, it } from "vitest";
import { actions, can, demoRoles, leastRole, roles, whoMay } from "#server/contracts/identity/access.ts";

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

it("opens the inbox only in the local demo, and no mail with an account's link", () => {
  expect(can("operator", "inbox.read")).toBe(false);
  const opened = actions.filter((action) => can("viewer", action, "demo") && !can("viewer", action));
  expect(opened).toEqual(["inbox.read"]);
  expect(can("operator", "inbox.account-mails", "account-beside-demo")).toBe(false);
  expect(can("admin", "inbox.account-mails", "account-beside-demo")).toBe(true);
});

it("refuses demo identities accounts, tokens and account mails, in every role", () => {
  const kept = actions.filter((action) => can("admin", action) && !can("admin", action, "demo"));
  expect(kept).toEqual(["inbox.account-mails", "users.manage", "tokens.manage"]);
  expect(whoMay("users.manage", "demo")).toBe("admins with an account");
});

it("lists all actions of the public demo, and refuses the rest, new actions too", () => {
  expect(actions.filter((action) => can("operator", action, "public-demo"))).toEqual([
    "account.own",
    "account.read",
    "pipeline.read",
    "workers.read",
    "dead-letters.read",
    "dead-letters.replay",
    "dead-letters.discard",
    "deliveries.decide",
    "orders.ship",
  ]);
  for (const action of actions) {
    expect(can("viewer", action, "public-demo") && !can("viewer", action), action).toBe(false);
    expect(can("admin", action, "public-demo"), action).toBe(can("operator", action, "public-demo"));
  }
});

it("offers no admin in public, and no role outside of the demo", () => {
  expect(demoRoles("off")).toEqual([]);
  expect(demoRoles("local")).toEqual(roles);
  expect(demoRoles("public")).toEqual(["viewer", "operator"]);
});

it("says who may", () => {
  expect(whoMay("dead-letters.replay")).toBe("operators and admins");
  expect(whoMay("users.manage")).toBe("admins");
});
