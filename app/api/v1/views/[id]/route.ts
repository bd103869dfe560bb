import { routes } from "#server/http/routes.ts";

export const dynamic = "force-dynamic";
export const DELETE = routes["/api/v1/views/[id]"].DELETE;
