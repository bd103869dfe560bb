import { expect, it } from "vitest";
import { createReplayBody } from "#server/contracts/triage/replay-batch.ts";

it("requires a reason to create and start a batch at once, not for a draft", () => {
  const select = { cause: "0123456789abcdef" };
  expect(createReplayBody.safeParse({ select }).success).toBe(true);
  expect(createReplayBody.safeParse({ select, start: true }).error?.issues[0]).toMatchObject({ path: ["reason"] });
});
