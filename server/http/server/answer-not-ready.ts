import type { IncomingMessage } from "node:http";
import type { WholeAnswer } from "#server/http/response/json-answer.ts";
import { problemAnswer, shapeOf } from "#server/http/response/problem.ts";
import { dataHeaders } from "#server/http/response/security-headers.ts";

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** 503 while the server is not ready: a problem for programs, a page that reloads itself for browsers. */
export function answerNotReady(
  incoming: Pick<IncomingMessage, "headers">,
  reason: string,
  about: { requestId: string; instance: string },
): WholeAnswer {
  const wantsPage = !about.instance.startsWith("/api") && incoming.headers.accept?.includes("text/html");
  if (!wantsPage) return problemAnswer({ code: "unavailable", detail: reason }, about);
  const { status, headers } = shapeOf("unavailable");
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2">
<title>Redeliver is starting</title>
<h1>Redeliver is starting</h1>
<p>${escaped(reason)}</p>
<p>This page reloads every 2 s.</p>
</html>
`;
  return {
    status,
    headers: { ...dataHeaders(), "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", ...headers },
    text: page,
  };
}
