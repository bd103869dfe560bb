import { describe, expect, it } from "vitest";
import { causeTabs } from "#server/contracts/triage/cause.ts";
import { type CauseFacts, causeState, isInTab, isMuted } from "#server/triage/causes/cause-state.ts";

const now = new Date("2026-11-22T03:07:42.000Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

/** A cause of two days ago with three dead letters, the last of which failed an hour ago. */
const facts = (overrides: Partial<CauseFacts> = {}): CauseFacts => ({
  dead: 3,
  deaths: 40,
  firstSeenAt: ago(2 * 24 * 60),
  lastSeenAt: ago(60),
  resolvedAt: null,
  regressedAt: null,
  mutedUntil: null,
  mutedUntilDeaths: null,
  recent: 0,
  earlier: 0,
  ...overrides,
});
const stateOf = (overrides: Partial<CauseFacts>) => causeState(facts(overrides), now);

describe("a cause is", () => {
  it("ongoing when no other state applies, and new for a day", () => {
    expect(stateOf({})).toBe("ongoing");
    expect(stateOf({ firstSeenAt: ago(24 * 60 - 1) })).toBe("new");
    expect(stateOf({ firstSeenAt: ago(24 * 60) })).toBe("ongoing");
  });

  it("regressed when a message failed of it after it was resolved, also on its first day", () => {
    expect(stateOf({ regressedAt: ago(60), firstSeenAt: ago(120) })).toBe("regressed");
  });

  it("quiet when it has no dead letters", () => {
    expect(stateOf({ dead: 0, regressedAt: ago(60), recent: 50, lastSeenAt: ago(1) })).toBe("quiet");
  });

  it("resolved when an operator resolved it, with dead letters that are left", () => {
    expect(stateOf({ resolvedAt: ago(1), mutedUntil: ago(-60), dead: 3 })).toBe("resolved");
  });
});

describe("a cause escalates", () => {
  const dying = { lastSeenAt: ago(1), recent: 30, earlier: 120 };

  it("when its last two hours have three times the rate of the day before", () => {
    expect(stateOf(dying)).toBe("escalating");
    expect(stateOf({ ...dying, earlier: 121 })).toBe("ongoing");
  });

  it("never with fewer than ten dead letters, however quiet it was before", () => {
    expect(stateOf({ ...dying, recent: 10, earlier: 0 })).toBe("escalating");
    expect(stateOf({ ...dying, recent: 9, earlier: 0 })).toBe("ongoing");
  });

  it("until 15 minutes pass without a new dead letter", () => {
    expect(stateOf({ ...dying, lastSeenAt: ago(14.9) })).toBe("escalating");
    expect(stateOf({ ...dying, lastSeenAt: ago(15) })).toBe("ongoing");
  });
});

describe("a mute ends by itself", () => {
  it("at its time", () => {
    expect(stateOf({ mutedUntil: ago(-1) })).toBe("muted");
    expect(stateOf({ mutedUntil: now })).toBe("ongoing");
  });

  it("with its number of dead letters", () => {
    expect(stateOf({ mutedUntilDeaths: 41, deaths: 40 })).toBe("muted");
    expect(stateOf({ mutedUntilDeaths: 41, deaths: 41 })).toBe("ongoing");
  });

  it("with the first of both", () => {
    expect(isMuted({ mutedUntil: ago(-1), mutedUntilDeaths: 41, deaths: 41 }, now)).toBe(false);
    expect(isMuted({ mutedUntil: ago(1), mutedUntilDeaths: 99, deaths: 41 }, now)).toBe(false);
    expect(isMuted({ mutedUntil: ago(-1), mutedUntilDeaths: 42, deaths: 41 }, now)).toBe(true);
  });
});

it("every state is in a tab, and a regressed cause that escalates is in both tabs", () => {
  const tabsOf = (overrides: Partial<CauseFacts>) =>
    causeTabs.filter((tab) => isInTab(tab, stateOf(overrides), facts(overrides).regressedAt));
  expect(tabsOf({})).toEqual(["open"]);
  expect(tabsOf({ dead: 0 })).toEqual(["resolved"]);
  expect(tabsOf({ mutedUntil: ago(-1) })).toEqual(["muted"]);
  expect(tabsOf({ lastSeenAt: ago(1), recent: 30 })).toEqual(["open", "escalating"]);
  expect(tabsOf({ lastSeenAt: ago(1), recent: 30, regressedAt: ago(9) })).toEqual(["open", "escalating", "regressed"]);
});
