import { app } from "#server/http/app.ts";

// The API where a platform runs Next itself: the app that our own HTTP server serves before Next.
export const dynamic = "force-dynamic";
const serve = (request: Request) => app.fetch(request, {});

export { serve as DELETE, serve as GET, serve as HEAD, serve as OPTIONS, serve as PATCH, serve as POST, serve as PUT };
