import { routes } from "#server/http/routes.ts";

export const POST = routes["/api/v1/tokens/[id]/rotate"].POST;
