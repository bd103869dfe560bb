import "#server/modules.ts";
import {
  deleteSession,
  deleteSessions,
  getMe,
  postDemoSession,
  postPassword,
  postPasswordByLink,
  postSession,
  postSetUp,
} from "#server/http/api/account.ts";
import { getActivity } from "#server/http/api/activity.ts";
import { getAlerts, postAcknowledge } from "#server/http/api/alerts.ts";
import { getAudit } from "#server/http/api/audit.ts";
import {
  getCauseByFingerprint,
  getCauses,
  postAssign,
  postDiscardCause,
  postMute,
  postNote,
  postReopen,
  postResolve,
  postRestoreCause,
  postUnmute,
} from "#server/http/api/causes.ts";
import { postDeadLetterExport } from "#server/http/api/dead-letter-export.ts";
import {
  deleteReplay,
  getDeadLetterById,
  getDeadLetters,
  postDiscard,
  postDiscardLetters,
  postReplay,
  postRestore,
  postRestoreLetters,
  postReveal,
} from "#server/http/api/dead-letters.ts";
import { getMessageSchema, getOpenApi } from "#server/http/api/docs.ts";
import { getEdits, getSuggestions, postEdit, postPreview } from "#server/http/api/editing.ts";
import { getEvents } from "#server/http/api/events.ts";
import { getMessages, postRelease, postResend, postRetry, postStop } from "#server/http/api/explorer.ts";
import { getLivez, getReadyz } from "#server/http/api/health.ts";
import { getHistoryOfPipeline } from "#server/http/api/history.ts";
import { deleteMails, getMailById, getMails, getWebhooks } from "#server/http/api/inbox.ts";
import { getMetrics } from "#server/http/api/metrics.ts";
import { getOrderById, postCancel, postOrder, postShip } from "#server/http/api/orders.ts";
import { getOutboxCheck, getOutboxState } from "#server/http/api/outbox.ts";
import { getPipeline } from "#server/http/api/pipeline.ts";
import { getProducts } from "#server/http/api/products.ts";
import {
  getQueues,
  postBreakerHold,
  postBreakerLetThrough,
  postBreakerProbe,
  postHandlerPause,
  postHandlerResume,
} from "#server/http/api/queues.ts";
import { getRetentionRuns } from "#server/http/api/retention.ts";
import { getSecurityTxt } from "#server/http/api/security.ts";
import { postResume } from "#server/http/api/sending.ts";
import { deleteToken, getTokens, postToken, postTokenRotate } from "#server/http/api/tokens.ts";
import { getTraceByOrder } from "#server/http/api/traces.ts";
import { getUsers, patchUser, postReset, postUser } from "#server/http/api/users.ts";
import { deleteViewById, getViews, postView } from "#server/http/api/views.ts";
import { getWorkers } from "#server/http/api/workers.ts";
import type { RouteHandler } from "#server/http/route.ts";

export const routeMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type RouteMethod = (typeof routeMethods)[number];
export type RouteTable = Record<string, Partial<Record<RouteMethod, RouteHandler>>>;

/**
 * The one table of the API. Our own HTTP server serves it before Next (five times faster), and Next's route files export
 * the same functions; a path here is that file's folder. server/http/routes.test.ts holds both together.
 */
export const routes = {
  "/api/livez": { GET: getLivez },
  "/api/readyz": { GET: getReadyz },
  "/api/metrics": { GET: getMetrics },
  "/api/openapi.json": { GET: getOpenApi },
  "/schemas/[file]": { GET: getMessageSchema },
  "/.well-known/security.txt": { GET: getSecurityTxt },
  "/api/v1/products": { GET: getProducts },
  "/api/v1/orders": { POST: postOrder },
  "/api/v1/orders/[id]": { GET: getOrderById },
  "/api/v1/orders/[id]/cancel": { POST: postCancel },
  "/api/v1/orders/[id]/ship": { POST: postShip },
  "/api/v1/pipeline": { GET: getPipeline },
  "/api/v1/activity": { GET: getActivity },
  "/api/v1/alerts": { GET: getAlerts },
  "/api/v1/alerts/[id]/acknowledge": { POST: postAcknowledge },
  "/api/v1/outbox": { GET: getOutboxState },
  "/api/v1/outbox/check": { GET: getOutboxCheck },
  "/api/v1/queues": { GET: getQueues },
  "/api/v1/queues/[handler]/pause": { POST: postHandlerPause },
  "/api/v1/queues/[handler]/resume": { POST: postHandlerResume },
  "/api/v1/queues/[handler]/breaker/hold": { POST: postBreakerHold },
  "/api/v1/queues/[handler]/breaker/let-through": { POST: postBreakerLetThrough },
  "/api/v1/queues/[handler]/breaker/probe": { POST: postBreakerProbe },
  "/api/v1/history": { GET: getHistoryOfPipeline },
  "/api/v1/events": { GET: getEvents },
  "/api/v1/workers": { GET: getWorkers },
  "/api/v1/retention": { GET: getRetentionRuns },
  "/api/v1/sending/resume": { POST: postResume },
  "/api/v1/dead-letters": { GET: getDeadLetters },
  "/api/v1/dead-letters/export": { POST: postDeadLetterExport },
  "/api/v1/dead-letters/discard": { POST: postDiscardLetters },
  "/api/v1/dead-letters/restore": { POST: postRestoreLetters },
  "/api/v1/dead-letters/[id]": { GET: getDeadLetterById },
  "/api/v1/dead-letters/[id]/replay": { POST: postReplay, DELETE: deleteReplay },
  "/api/v1/dead-letters/[id]/discard": { POST: postDiscard },
  "/api/v1/dead-letters/[id]/restore": { POST: postRestore },
  "/api/v1/dead-letters/[id]/release": { POST: postRelease },
  "/api/v1/messages": { GET: getMessages },
  "/api/v1/deliveries/[id]/retry": { POST: postRetry },
  "/api/v1/deliveries/[id]/stop": { POST: postStop },
  "/api/v1/deliveries/[id]/resend": { POST: postResend },
  "/api/v1/causes": { GET: getCauses },
  "/api/v1/causes/[fingerprint]": { GET: getCauseByFingerprint },
  "/api/v1/causes/[fingerprint]/mute": { POST: postMute },
  "/api/v1/causes/[fingerprint]/unmute": { POST: postUnmute },
  "/api/v1/causes/[fingerprint]/resolve": { POST: postResolve },
  "/api/v1/causes/[fingerprint]/reopen": { POST: postReopen },
  "/api/v1/causes/[fingerprint]/assign": { POST: postAssign },
  "/api/v1/causes/[fingerprint]/note": { POST: postNote },
  "/api/v1/causes/[fingerprint]/discard": { POST: postDiscardCause },
  "/api/v1/causes/[fingerprint]/restore": { POST: postRestoreCause },
  "/api/v1/dead-letters/[id]/reveal": { POST: postReveal },
  "/api/v1/dead-letters/[id]/suggestions": { GET: getSuggestions },
  "/api/v1/dead-letters/[id]/preview": { POST: postPreview },
  "/api/v1/dead-letters/[id]/edits": { GET: getEdits, POST: postEdit },
  "/api/v1/views": { GET: getViews, POST: postView },
  "/api/v1/views/[id]": { DELETE: deleteViewById },
  "/api/v1/traces/[orderId]": { GET: getTraceByOrder },
  "/api/v1/inbox": { GET: getMails, DELETE: deleteMails },
  "/api/v1/inbox/[id]": { GET: getMailById },
  "/api/v1/webhooks": { GET: getWebhooks },
  "/api/v1/me": { GET: getMe },
  "/api/v1/session": { POST: postSession, DELETE: deleteSession },
  "/api/v1/session/demo": { POST: postDemoSession },
  "/api/v1/sessions": { DELETE: deleteSessions },
  "/api/v1/setup": { POST: postSetUp },
  "/api/v1/password": { POST: postPassword },
  "/api/v1/password/by-link": { POST: postPasswordByLink },
  "/api/v1/audit": { GET: getAudit },
  "/api/v1/users": { GET: getUsers, POST: postUser },
  "/api/v1/users/[id]": { PATCH: patchUser },
  "/api/v1/users/[id]/reset": { POST: postReset },
  "/api/v1/tokens": { GET: getTokens, POST: postToken },
  "/api/v1/tokens/[id]": { DELETE: deleteToken },
  "/api/v1/tokens/[id]/rotate": { POST: postTokenRotate },
} as const satisfies RouteTable;
