import type { ProblemCode } from "#server/http/response/problem.ts";

/** What happened and what to do, for the page that a problem's type leads to. */
export const problemGuide: Record<ProblemCode, { meaning: string; remedy: string }> = {
  malformed_request: {
    meaning:
      "The request target is not a path whose percent-encoding is UTF-8, or the Host header does not name this server.",
    remedy:
      "Encode every part of the path with encodeURIComponent, and send the path alone, not a whole URL. Use the name in APP_URL; a proxy must pass Host on.",
  },
  malformed_json: {
    meaning:
      "The body is empty, is not JSON in UTF-8, begins with a byte order mark, names a key twice in one object, or is nested deeper than 32 levels. The detail gives the position.",
    remedy: "Write the body with a JSON serializer instead of by hand.",
  },
  unauthorized: {
    meaning:
      "Nobody is signed in, the session is over, or the bearer token is none that this server knows: it may have been revoked.",
    remedy: "Sign in again, or send Authorization: Bearer with a token that an admin made under Settings.",
  },
  forbidden: {
    meaning:
      "You are signed in, and your role may not do this; or the request was sent by a page of another site, which may never act in your name.",
    remedy: "Ask somebody whose role may: the detail says which. A script uses a token, not a browser's session.",
  },
  not_found: {
    meaning: "The API has no such path, or nothing goes by that id.",
    remedy: "Follow the links and Location headers of earlier answers instead of building ids.",
  },
  method_not_allowed: {
    meaning: "The path exists, but not for this method.",
    remedy: "Use a method that the Allow header names.",
  },
  conflict: {
    meaning: "Somebody else, or an earlier step, has already decided. Where it is known, the answer links to what won.",
    remedy: "Read the current state and decide again. Repeating the same request cannot succeed.",
  },
  idempotency_key_in_flight: {
    meaning:
      "A request with the same Idempotency-Key is still running, and two seconds were not enough to wait for it.",
    remedy: "Repeat the request with the same key after Retry-After: you get the answer of the first one.",
  },
  gone: {
    meaning: "The content was purged after its retention time. What happened to it is still on record.",
    remedy: "Nothing can bring the content back. Publish a new message where that is needed.",
  },
  precondition_failed: {
    meaning: "If-Match names a version that is not the current one: it has changed since you read it.",
    remedy: "Read it again, look at what changed, and send the new ETag. Weak tags never match.",
  },
  body_too_large: {
    meaning: "The body is larger than 256 KB. It was not read to its end, and nothing of it was stored.",
    remedy: "Send less in one request.",
  },
  unsupported_media_type: {
    meaning: "The body is not sent as application/json in UTF-8, or it is compressed.",
    remedy: "Send Content-Type: application/json and no Content-Encoding.",
  },
  invalid_input: {
    meaning:
      "The request was understood, but some values are not acceptable. Every fault is listed with a JSON pointer (RFC 6901) to the value. Unknown fields are faults too: a misspelt one must not be ignored in silence.",
    remedy: "Correct the values that the pointers name. Nothing was stored.",
  },
  idempotency_key_reused: {
    meaning: "The Idempotency-Key stood for another body within the last 24 hours.",
    remedy: "Make a new key for every new order, and repeat an old key only with exactly its order.",
  },
  precondition_required: {
    meaning:
      "This change must name the version that it was decided on, so that nobody overwrites what they have not seen.",
    remedy: "Send If-Match with the ETag that you read, or If-Match: * to act whatever it is now.",
  },
  too_many_tries: {
    meaning:
      "There were too many wrong passwords, for this account from your address or from your address altogether. Nobody is locked out: the limit ends by itself.",
    remedy:
      "Wait as long as Retry-After says. If the password is forgotten, an admin can send a link to choose a new one.",
  },
  too_many_orders: {
    meaning:
      "The limit of orders for this e-mail address or from this network was reached, or the address has too many orders that are not shipped. Nothing was stored.",
    remedy: "Repeat the request after Retry-After. A program that places orders sends a bearer token: it has no limit.",
  },
  unavailable: {
    meaning: "The server is starting, or its database does not answer right now.",
    remedy:
      "Repeat the request after Retry-After. An order that was answered with 503 may have been stored: repeat it with the same Idempotency-Key and you get the one true result.",
  },
  internal_error: {
    meaning: "The request failed for a reason that is not yours.",
    remedy: "Look for the request id in the server's log. An order is safe to repeat with the same Idempotency-Key.",
  },
};
