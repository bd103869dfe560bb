import * as z from "zod";
import { Answer, route } from "#server/http/route.ts";
import { checkHealth, healthDto } from "#server/monitoring/metrics/health.ts";

const contentType = "application/health+json";

/** The process is up. Asks nobody. */
export const getLivez = route({
  summary: "The process is up.",
  auth: "public",
  output: z.object({ status: z.literal("pass") }),
  contentType,
  handle: async () => ({ status: "pass" as const }),
});

/** Orders can be taken. */
export const getReadyz = route({
  summary: "Orders can be taken.",
  auth: "public",
  output: healthDto,
  contentType,
  handle: async () => {
    const health = await checkHealth();
    return new Answer(health, health.status === "pass" ? {} : { status: 503, headers: { "Retry-After": "1" } });
  },
});
