import { routes } from "#server/http/routes.ts";

export const POST = routes["/api/v1/dead-letters/[id]/replay"].POST;
export const DELETE = routes["/api/v1/dead-letters/[id]/replay"].DELETE;
