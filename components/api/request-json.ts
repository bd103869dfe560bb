import type * as z from "zod";
import { type ProblemDto, problemDto } from "#server/contracts/problem.ts";

/** Failed request with the server's RFC 9457 problem. Status 0: no response. */
export class ApiError extends Error {
  readonly problem: ProblemDto;
  /** Extension members, such as the winner of a conflict. */
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
  title: "Server not reachable",
  status: 0,
  detail,
  requestId: "",
});

/** Calls the API and parses the response. Throws ApiError for every error response and for no response. */
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
    throw new ApiError(unreachable("No response. The server may be restarting, or you may be offline."));
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
    title: "Unexpected response",
    status: response.status,
    detail: `The server returned ${response.status} without details.`,
    requestId: response.headers.get("x-request-id") ?? "",
  });
}

/** Problem to show for any thrown error. */
export function problemOf(error: unknown): ProblemDto {
  if (error instanceof ApiError) return error.problem;
  const detail = error instanceof Error ? error.message : "Unknown error.";
  return { type: "about:blank", title: "Error in this page", status: 0, detail, requestId: "" };
}
