import type * as z from "zod";
import { type ProblemDto, problemDto } from "#server/contracts/problem.ts";

/** A refused or failed request, with the server's RFC 9457 problem. Status 0: nothing answered. */
export class ApiError extends Error {
  readonly problem: ProblemDto;
  /** Members beyond the standard's, such as who won a conflict. */
  readonly extensions: Record<string, unknown>;

  constructor(problem: ProblemDto, extensions: Record<string, unknown> = {}) {
    super(problem.detail);
    this.name = "ApiError";
    this.problem = problem;
    this.extensions = extensions;
  }

  get status(): number {
    return this.problem.status;
  }
}

type RequestOptions = {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

const unreachable = (detail: string): ProblemDto => ({
  type: "about:blank",
  title: "The server cannot be reached",
  status: 0,
  detail,
  requestId: "",
});

/** Asks our own API and parses its answer at the edge. Throws ApiError for whatever is not that answer. */
export async function requestJson<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  { method = "GET", body, headers, signal }: RequestOptions = {},
): Promise<z.output<Schema>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(unreachable("No answer came. The server may be restarting, or you may be offline."));
  }
  if (!response.ok) throw await errorOf(response);
  return schema.parse(response.status === 204 ? null : await response.json());
}

async function errorOf(response: Response): Promise<ApiError> {
  const sent: unknown = await response.json().catch(() => null);
  const parsed = problemDto.safeParse(sent);
  if (parsed.success) return new ApiError(parsed.data, typeof sent === "object" && sent !== null ? { ...sent } : {});
  return new ApiError({
    type: "about:blank",
    title: "The server's answer makes no sense",
    status: response.status,
    detail: `It answered ${response.status} without saying why.`,
    requestId: response.headers.get("x-request-id") ?? "",
  });
}

/** What to tell a person about whatever was thrown. */
export function problemOf(error: unknown): ProblemDto {
  if (error instanceof ApiError) return error.problem;
  const detail = error instanceof Error ? error.message : "Something unexpected happened.";
  return { type: "about:blank", title: "Something went wrong in this page", status: 0, detail, requestId: "" };
}
