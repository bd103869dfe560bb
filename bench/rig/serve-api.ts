import { createServer } from "node:http";
import { createRequestListener } from "#server/http/mount.ts";
import { routes } from "#server/http/routes.ts";
import { env } from "#server/platform/env/env.ts";

// The API as our own HTTP server mounts it, without the pages: what is measured is one request, and no build is needed.
const fallback = (_: unknown, outgoing: { statusCode: number; end: () => unknown }) => {
  outgoing.statusCode = 404;
  outgoing.end();
};
createServer(createRequestListener({ routes, fallback })).listen(env().PORT, "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
