import { expect, test } from "vitest";
import { replayObjections } from "#components/console/dead-letter/replay/replay-objections.ts";
import { maxReplays } from "#server/contracts/triage/dead-letter.ts";

const nothing = {
  ...{ accepted: null, maybeSentSince: null, replays: 0, maxReplays, revokedBy: null, overtakenBy: [] },
};
const at = "2026-11-03T14:02:05.000Z";

test("there are no objections if the message was certainly not delivered", () => {
  expect(replayObjections({ ...nothing, replays: maxReplays - 1 })).toBeNull();
});

test("an accepted message is reported with time and reply, and requires an override", () => {
  const found = replayObjections({ ...nothing, accepted: { at, reply: "250 queued", revision: 1 } });
  expect(found?.sentences[0]).toContain("accepted revision 1 at 2026-11-03, 14:02:05 UTC and replied “250 queued”");
  expect(found?.override).toEqual({ alreadySent: true });
});

test("a replay loop of a possibly delivered message requires both overrides and an admin", () => {
  const found = replayObjections({ ...nothing, maybeSentSince: at, replays: maxReplays });
  expect(found).toMatchObject({ override: { alreadySent: true, loop: true }, loop: true });
  expect(found?.sentences).toHaveLength(2);
});

test("a revoked message requires a reason but no override", () => {
  const found = replayObjections({ ...nothing, revokedBy: { messageType: "order.cancelled", at } });
  expect(found).toMatchObject({ sentences: [expect.stringContaining("order.cancelled")], override: undefined });
});
