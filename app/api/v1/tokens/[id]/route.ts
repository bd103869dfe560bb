import { routes } from "#server/http/routes.ts";

export const DELETE = routes["/api/v1/tokens/[id]"].DELETE;
