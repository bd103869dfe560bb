import { describe, expect, it } from "vitest";
import { createReplyReader, type SmtpReply } from "#server/adapters/smtp/read-smtp-replies.ts";

const readAll = (chunks: readonly (string | Buffer)[], longestBytes = 1_000) => {
  const replies: SmtpReply[] = [];
  const reader = createReplyReader(longestBytes);
  for (const chunk of chunks) reader.read(Buffer.from(chunk), (reply) => replies.push(reply));
  return { replies, isPartial: reader.isPartial() };
};

describe("replies", () => {
  it("are parsed from any chunks, also split between CR and LF", () => {
    const text = "250-first\r\n250-\r\n250 last\r\n354 go\r\n";
    const whole = [
      { code: 250, text: "250-first\n250-\n250 last" },
      { code: 354, text: "354 go" },
    ];
    for (let at = 0; at <= text.length; at += 1) {
      expect(readAll([text.slice(0, at), text.slice(at)])).toEqual({ replies: whole, isPartial: false });
    }
    expect(readAll([...text]).replies).toEqual(whole);
  });

  it("may end their lines with a bare line feed and have no text", () => {
    expect(readAll(["250\n220 \r\n"]).replies).toEqual([
      { code: 250, text: "250" },
      { code: 220, text: "220 " },
    ]);
  });

  it("keep UTF-8, and decode other bytes as Latin-1", () => {
    expect(readAll(["250 é\r\n", Buffer.from("250 \xe9\r\n", "latin1")]).replies.map(({ text }) => text)).toEqual([
      "250 é",
      "250 é",
    ]);
  });

  it.each(["2500 x\r\n", "hello\r\n", "\r\n", "25\r\n", "650 x\r\n", "150 x\r\n", "250_x\r\n", " 250 x\r\n"])(
    "are not what %j is",
    (line) => {
      expect(() => readAll([line])).toThrow("not a reply");
    },
  );

  it("have one code", () => {
    expect(() => readAll(["250-ok\r\n554 no\r\n"])).toThrow("changed its code");
  });

  it("are reported before the bytes after them are refused", () => {
    const replies: SmtpReply[] = [];
    const reader = createReplyReader(100);
    expect(() => reader.read(Buffer.from("250 ok\r\nnonsense\r\n"), (reply) => replies.push(reply))).toThrow();
    expect(replies).toEqual([{ code: 250, text: "250 ok" }]);
  });

  it("are refused when they grow too long, in one line or in many", () => {
    expect(() => readAll(["250 ", ..."x".repeat(2_000)])).toThrow("too long");
    expect(() => readAll(Array.from({ length: 200 }, () => "250-more\r\n"))).toThrow("too long");
    expect(readAll(Array.from({ length: 200 }, () => "250 each\r\n")).replies).toHaveLength(200);
  });

  it("are partial until their last line has ended", () => {
    for (const begun of ["2", "250 ok", "250 ok\r", "250-ok\r\n"]) expect(readAll([begun]).isPartial).toBe(true);
  });
});
