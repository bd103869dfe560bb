import { routes } from "#server/http/routes.ts";

export const dynamic = "force-dynamic";
export const POST = routes["/api/v1/queues/[handler]/breaker/probe"].POST;
