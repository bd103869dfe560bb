import { routes } from "#server/http/routes.ts";

export const dynamic = "force-dynamic";
export const GET = routes["/api/v1/activity"].GET;
