import { expect, test } from "vitest";
import { replayObjections } from "#components/console/dead-letter/replay/replay-objections.ts";
import { maxReplays } from "#server/contracts/triage/dead-letter.ts";

const nothing = {
  ...{ accepted: null, maybeSentSince: null, replays: 0, maxReplays, revokedBy: null, overtakenBy: [] },
};
const at = "2026-11-03T14:02:05.000Z";

test("nothing stands against the replay of what certainly did not arrive", () => {
  expect(replayObjections({ ...nothing, replays: maxReplays - 1 })).toBeNull();
});

test("what was taken is told with its time and reply, and needs its override", () => {
  const found = replayObjections({ ...nothing, accepted: { at, reply: "250 queued", revision: 1 } });
  expect(found?.sentences[0]).toContain("took revision 1 at 2026-11-03, 14:02:05 UTC and answered “250 queued”");
  expect(found?.override).toEqual({ alreadySent: true });
});

test("a loop of what may have arrived needs both overrides, and an admin", () => {
  const found = replayObjections({ ...nothing, maybeSentSince: at, replays: maxReplays });
  expect(found).toMatchObject({ override: { alreadySent: true, loop: true }, loop: true });
  expect(found?.sentences).toHaveLength(2);
});

test("what was taken back needs a reason and no override", () => {
  const found = replayObjections({ ...nothing, revokedBy: { messageType: "order.cancelled", at } });
  expect(found).toMatchObject({ sentences: [expect.stringContaining("order.cancelled")], override: undefined });
});
