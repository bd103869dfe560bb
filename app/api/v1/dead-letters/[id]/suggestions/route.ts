import { routes } from "#server/http/routes.ts";

export const GET = routes["/api/v1/dead-letters/[id]/suggestions"].GET;
