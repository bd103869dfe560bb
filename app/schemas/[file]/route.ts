export const dynamic = "force-dynamic";
export { GET, HEAD, OPTIONS } from "#app/api/[[...path]]/route.ts";
