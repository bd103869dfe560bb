import { describe, expect, it } from "vitest";
import { hostileTricks } from "#server/testing/smtp/hostile-tricks.ts";
import { tryHostileServer } from "#server/testing/smtp/try-hostile-server.ts";

describe("no mail is recorded by the reply to another, with", () => {
  it.each(hostileTricks)("$what", async (trick) => {
    const { furtherCopies, withAnotherReply, ...verdict } = await tryHostileServer(trick);
    expect(verdict).toEqual({ refusedButDelivered: 0, deliveredButRefused: 0 });
    if (!trick.isMistakable) expect(withAnotherReply).toBe(0);
    if (!trick.isAmbiguous) expect(furtherCopies).toBe(0);
  });
});
