import { routes } from "#server/http/routes.ts";

export const PATCH = routes["/api/v1/users/[id]"].PATCH;
