import { routes } from "#server/http/routes.ts";

export const POST = routes["/api/v1/session"].POST;
export const DELETE = routes["/api/v1/session"].DELETE;
