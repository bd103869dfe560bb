import { routes } from "#server/http/routes.ts";

export const dynamic = "force-dynamic";
export const GET = routes["/schemas/[file]"].GET;
