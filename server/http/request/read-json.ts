import { findJsonFault } from "#server/http/request/find-json-fault.ts";
import { findUnsafeText } from "#server/http/request/find-unsafe-text.ts";
import { hasBody, readBody } from "#server/http/request/read-body.ts";
import { AppError, InvalidInputError } from "#server/platform/errors.ts";

export const maxDepth = 32;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const malformed = (text: string, position: number, reason: string) => {
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  const column = position - before.lastIndexOf("\n");
  return new AppError(
    "malformed_json",
    `Invalid JSON: ${reason} (position ${position}, line ${line}, column ${column}).`,
    { extensions: { position } },
  );
};

/** `application/json`, in UTF-8 where it names a charset. */
function isJson(contentType: string): boolean {
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  const charsets = parameters
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter.startsWith("charset="));
  return type.trim() === "application/json" && charsets.every((charset) => /^charset="?utf-?8"?$/.test(charset));
}

/**
 * The JSON value of a request's body, or undefined where it has none. Throws an AppError for compressed bodies, deep nesting,
 * and text that jsonb cannot store.
 */
export async function readJson(request: Request, isHttp1 = false): Promise<unknown> {
  if (!hasBody(request, isHttp1)) return undefined;
  const { headers } = request;

  const encoding = headers.get("content-encoding");
  if (encoding && encoding.trim().toLowerCase() !== "identity") {
    throw new AppError(
      "unsupported_media_type",
      "Send the body without Content-Encoding. Compressed bodies are not accepted.",
    );
  }
  if (!isJson(headers.get("content-type") ?? "")) {
    throw new AppError("unsupported_media_type", "Send the body as Content-Type: application/json, in UTF-8.");
  }

  const bytes = await readBody(request);
  if (bytes.byteLength === 0) return undefined;
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new AppError("malformed_json", "The body is not UTF-8.");
  }
  if (text.startsWith("\ufeff")) throw malformed(text, 0, "it begins with a byte order mark");
  const fault = findJsonFault(text, maxDepth);
  if (fault) throw malformed(text, fault.position, fault.reason);

  const value: unknown = JSON.parse(text);
  // NUL and lone surrogates can only be written as escapes, so most bodies need no walk.
  if (text.includes("\\u") || text.includes("__proto__")) {
    const fields = findUnsafeText(value);
    if (fields.length > 0) throw new InvalidInputError(fields);
  }
  return value;
}
