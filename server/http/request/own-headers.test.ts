import { expect, it } from "vitest";
import { setOwnHeader, stripOwnHeaders } from "#server/http/request/own-headers.ts";
import { serveApi } from "#server/testing/api-client.ts";

const api = await serveApi((incoming, outgoing) => {
  stripOwnHeaders(incoming);
  setOwnHeader(incoming, "x-redeliver-url", "/ours");
  const names = ["next-action", "x-redeliver-local", "accept", "x-last"];
  const seen = names.map((name) => incoming.headersDistinct[name]?.join() ?? null);
  outgoing.end(JSON.stringify({ seen, own: incoming.headers["x-redeliver-url"], raw: incoming.rawHeaders }));
});

it("removes internal headers sent by a client from every view of the headers, and keeps the others", async () => {
  const headers = { "Next-Action": "x", accept: "a", "X-Redeliver-Local": "1", "x-redeliver-url": "/", "x-last": "b" };
  const { text } = await api.call("GET", "/", { headers });
  const { seen, own, raw } = JSON.parse(text);
  expect(seen).toEqual([null, null, "a", "b"]);
  expect(own).toBe("/ours");
  expect(raw.join(" ")).not.toMatch(/next-action|x-redeliver-local/i);
});
