import { createServer } from "node:http";
import { app } from "#server/http/app.ts";
import { createRequestListener } from "#server/http/server/request-listener.ts";
import { env } from "#server/platform/env/env.ts";

// The API as our own HTTP server mounts it, without the pages: what is measured is one request, and no build is needed.
const fallback = (_: unknown, outgoing: { statusCode: number; end: () => unknown }) => {
  outgoing.statusCode = 404;
  outgoing.end();
};
createServer(createRequestListener({ app, fallback })).listen(env().PORT, "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
