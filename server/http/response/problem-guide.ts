import type { ProblemCode } from "#server/http/response/problem.ts";

/** The meaning and the remedy of each problem, for the page that the type of a problem links to. */
export const problemGuide: Record<ProblemCode, { meaning: string; remedy: string }> = {
  malformed_request: {
    meaning:
      "The request target is not a path with UTF-8 percent-encoding, or the Host header does not name this server.",
    remedy:
      "Encode every part of the path with encodeURIComponent. Send a path, not a whole URL. Use the host name of APP_URL; a proxy must forward Host.",
  },
  malformed_json: {
    meaning:
      "The body is empty, is not JSON in UTF-8, starts with a byte order mark, repeats a key in one object, or is nested deeper than 32 levels. The detail states the position.",
    remedy: "Create the body with a JSON serializer.",
  },
  unauthorized: {
    meaning: "The request has no session or API token, or one that has expired or was revoked.",
    remedy: "Sign in again, or send Authorization: Bearer with an API token from Settings.",
  },
  forbidden: {
    meaning: "The role of the caller does not allow this action, or a page of another site sent the request.",
    remedy: "Ask a user with the role that the detail names. In a script, use an API token instead of a session.",
  },
  not_found: {
    meaning: "The path is unknown, or nothing has this ID.",
    remedy: "Use the links and Location headers of earlier responses. Do not construct IDs.",
  },
  method_not_allowed: {
    meaning: "The path does not support this method.",
    remedy: "Use a method from the Allow header.",
  },
  conflict: {
    meaning: "Another request has changed the state first. Where possible, the response links to the result.",
    remedy: "Read the current state and decide again. Repeating the same request cannot succeed.",
  },
  idempotency_key_in_flight: {
    meaning: "A request with the same Idempotency-Key is still running after two seconds.",
    remedy: "Repeat the request with the same key after Retry-After. It returns the response of the first request.",
  },
  gone: {
    meaning: "The content was purged after its retention period. Its history is kept.",
    remedy: "The content cannot be restored. Publish a new message if you need one.",
  },
  precondition_failed: {
    meaning: "If-Match does not name the current version: it has changed since you read it.",
    remedy: "Read it again, review the change, and send the new ETag. Weak tags never match.",
  },
  body_too_large: {
    meaning: "The body is larger than 256 KB. Nothing was stored.",
    remedy: "Send less in one request.",
  },
  unsupported_media_type: {
    meaning: "The body is not sent as application/json in UTF-8, or it is compressed.",
    remedy: "Send Content-Type: application/json and no Content-Encoding.",
  },
  invalid_input: {
    meaning:
      "Some values are invalid. Each error has a JSON pointer (RFC 6901) to the value. Unknown fields are errors.",
    remedy: "Correct the values that the pointers name. Nothing was stored.",
  },
  idempotency_key_reused: {
    meaning: "The Idempotency-Key was used with another body within the last 24 hours.",
    remedy: "Use a new key for every new request. Repeat a key only with the same body.",
  },
  precondition_required: {
    meaning: "This change requires If-Match, so that it cannot overwrite a version that you have not seen.",
    remedy: "Send If-Match with the ETag that you read, or If-Match: * for any version.",
  },
  too_many_tries: {
    meaning:
      "The limit of attempts for this account or client address was reached. No account is locked: the limit ends by itself.",
    remedy: "Wait for Retry-After. An admin can send a link to set a new password.",
  },
  too_many_orders: {
    meaning:
      "The limit of orders for this e-mail address or network was reached, or the address has too many orders that are not shipped. Nothing was stored.",
    remedy: "Repeat the request after Retry-After. Programs can send an API token, which has no limit.",
  },
  unavailable: {
    meaning: "The server is starting, or its database does not respond.",
    remedy:
      "Repeat the request after Retry-After. A change that was answered with 503 may be stored: repeat it with the same Idempotency-Key.",
  },
  internal_error: {
    meaning: "The server failed to process the request.",
    remedy: "Search the server's log for the request ID. Repeat a change with the same Idempotency-Key.",
  },
};
