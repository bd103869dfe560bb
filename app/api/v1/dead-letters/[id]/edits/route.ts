import { routes } from "#server/http/routes.ts";

export const GET = routes["/api/v1/dead-letters/[id]/edits"].GET;
export const POST = routes["/api/v1/dead-letters/[id]/edits"].POST;
