import { routes } from "#server/http/routes.ts";

export const dynamic = "force-dynamic";
export const POST = routes["/api/v1/dead-letters/[id]/release"].POST;
