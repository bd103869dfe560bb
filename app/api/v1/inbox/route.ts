import { routes } from "#server/http/routes.ts";

export const dynamic = "force-dynamic";
export const GET = routes["/api/v1/inbox"].GET;
export const DELETE = routes["/api/v1/inbox"].DELETE;
