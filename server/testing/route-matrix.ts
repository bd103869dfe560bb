/** Who may ask. A token here is the environment's, with the role of an operator. */
export const who = ["anonymous", "viewer", "operator", "admin", "token"] as const;
type Who = (typeof who)[number];

const everybody: readonly Who[] = who;
const people: readonly Who[] = ["viewer", "operator", "admin"];
const readers: readonly Who[] = ["viewer", "operator", "admin", "token"];
const operators: readonly Who[] = ["operator", "admin", "token"];
const admins: readonly Who[] = ["admin"];

/**
 * Every route and who gets past its door, outside of the demo. Written by hand and not derived from the declarations: a route
 * that is declared too openly, or that has no row here, fails server/http/route-matrix.db.test.ts.
 */
export const routeMatrix: Record<string, readonly Who[]> = {
  "GET /api/livez": everybody,
  "GET /api/readyz": everybody,
  "GET /api/metrics": readers,
  "GET /api/openapi.json": everybody,
  "GET /schemas/[file]": everybody,
  "GET /api/v1/products": everybody,
  "POST /api/v1/orders": everybody,
  "GET /api/v1/orders/[id]": everybody,
  "POST /api/v1/orders/[id]/cancel": everybody,
  "POST /api/v1/orders/[id]/ship": operators,
  "GET /api/v1/pipeline": readers,
  "GET /api/v1/outbox": readers,
  "GET /api/v1/outbox/check": readers,
  "GET /api/v1/queues": readers,
  "GET /api/v1/history": readers,
  "GET /api/v1/events": readers,
  "GET /api/v1/workers": readers,
  "POST /api/v1/sending/resume": operators,
  "POST /api/v1/queues/[handler]/pause": operators,
  "POST /api/v1/queues/[handler]/resume": operators,
  "GET /api/v1/dead-letters": readers,
  "POST /api/v1/dead-letters/export": readers,
  "POST /api/v1/dead-letters/discard": operators,
  "POST /api/v1/dead-letters/restore": operators,
  "GET /api/v1/dead-letters/[id]": readers,
  "POST /api/v1/dead-letters/[id]/replay": operators,
  "DELETE /api/v1/dead-letters/[id]/replay": operators,
  "POST /api/v1/dead-letters/[id]/discard": operators,
  "POST /api/v1/dead-letters/[id]/restore": operators,
  "GET /api/v1/causes": readers,
  "GET /api/v1/causes/[fingerprint]": readers,
  "POST /api/v1/causes/[fingerprint]/mute": operators,
  "POST /api/v1/causes/[fingerprint]/unmute": operators,
  "POST /api/v1/causes/[fingerprint]/resolve": operators,
  "POST /api/v1/causes/[fingerprint]/reopen": operators,
  "POST /api/v1/causes/[fingerprint]/assign": operators,
  "POST /api/v1/causes/[fingerprint]/note": operators,
  "POST /api/v1/causes/[fingerprint]/discard": operators,
  "POST /api/v1/causes/[fingerprint]/restore": operators,
  "POST /api/v1/dead-letters/[id]/reveal": operators,
  "GET /api/v1/dead-letters/[id]/suggestions": operators,
  "POST /api/v1/dead-letters/[id]/preview": operators,
  "GET /api/v1/dead-letters/[id]/edits": operators,
  "POST /api/v1/dead-letters/[id]/edits": operators,
  "GET /api/v1/views": readers,
  "POST /api/v1/views": readers,
  "DELETE /api/v1/views/[id]": readers,
  "GET /api/v1/traces/[orderId]": readers,
  "GET /api/v1/inbox": admins,
  "DELETE /api/v1/inbox": admins,
  "GET /api/v1/inbox/[id]": admins,
  "GET /api/v1/webhooks": admins,
  "GET /api/v1/me": readers,
  "POST /api/v1/session": everybody,
  "DELETE /api/v1/session": people,
  "DELETE /api/v1/sessions": people,
  "POST /api/v1/session/demo": everybody,
  "POST /api/v1/setup": everybody,
  "POST /api/v1/password": people,
  "POST /api/v1/password/by-link": everybody,
  "GET /api/v1/audit": operators,
  "GET /api/v1/users": admins,
  "POST /api/v1/users": admins,
  "PATCH /api/v1/users/[id]": admins,
  "POST /api/v1/users/[id]/reset": admins,
  "GET /api/v1/tokens": admins,
  "POST /api/v1/tokens": admins,
  "DELETE /api/v1/tokens/[id]": admins,
};
