import { routes } from "#server/http/routes.ts";

export const dynamic = "force-dynamic";
export const GET = routes["/.well-known/security.txt"].GET;
