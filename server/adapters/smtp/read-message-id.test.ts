import { expect, it } from "vitest";
import { readMessageId } from "#server/adapters/smtp/read-message-id.ts";

it.each([
  ["250 2.0.0 Ok: queued as 4X", "4X"],
  ["250 2.0.0 OK <a@b.prod.outlook.com> [Hostname=c]", "<a@b.prod.outlook.com>"],
  ["250 Ok 0100018b5c3c0a4f-1a2b-000000", "0100018b5c3c0a4f-1a2b-000000"],
  ["250 Ok", null],
])("reads %j as %j", (reply, id) => {
  expect(readMessageId(reply)).toBe(id);
});
