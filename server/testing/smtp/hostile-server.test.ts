import { describe, expect, it } from "vitest";
import { protocolViolations } from "#server/testing/smtp/protocol-violations.ts";
import { tryHostileServer } from "#server/testing/smtp/try-hostile-server.ts";

describe("no mail is recorded by the reply to another, with", () => {
  it.each(protocolViolations)("$what", async (violation) => {
    const { furtherCopies, withAnotherReply, ...verdict } = await tryHostileServer(violation);
    expect(verdict).toEqual({ refusedButDelivered: 0, deliveredButRefused: 0 });
    if (!violation.isMistakable) expect(withAnotherReply).toBe(0);
    if (!violation.isAmbiguous) expect(furtherCopies).toBe(0);
  });
});
