import { describe, expect, it } from "vitest";
import { problemDto } from "#server/contracts/problem.ts";
import { answerError, problemCodes, problemSlug, shapeOf } from "#server/http/response/problem.ts";
import { AppError, ConflictError, InvalidInputError } from "#server/platform/errors.ts";

const about = { requestId: "request-1", instance: "/api/v1/orders" };
const bodyOf = ({ text }: { text: string | null }) => problemDto.loose().parse(JSON.parse(text ?? ""));
const withCode = (code: string, message = "secret detail") => Object.assign(new Error(message), { code });

describe("answerError", () => {
  it("answers an AppError as RFC 9457 asks", () => {
    const response = answerError(new InvalidInputError([{ pointer: "/items/0", detail: "is not for sale" }]), about);
    expect(response.status).toBe(422);
    expect(response.headers["Content-Type"]).toBe("application/problem+json; charset=utf-8");
    expect(response.headers["Cache-Control"]).toBe("no-store");
    expect(response.headers["X-Request-Id"]).toBe("request-1");
    expect(bodyOf(response)).toEqual({
      type: "/problems/invalid-input",
      title: "Invalid input",
      status: 422,
      detail: "The request was understood, but some of its values are not acceptable.",
      instance: "/api/v1/orders",
      requestId: "request-1",
      errors: [{ pointer: "/items/0", detail: "is not for sale" }],
    });
  });

  it("spreads the extensions of a conflict, but never over the standard members", () => {
    const winner = { id: "7", href: "/api/v1/dead-letters/7" };
    const response = answerError(new ConflictError("Too late.", { winner, status: "replayed" }), about);
    expect(bodyOf(response)).toMatchObject({ status: 409, detail: "Too late.", winner });
  });

  it("lists at most 50 faults", () => {
    const fields = Array.from({ length: 3_000 }, (_, index) => ({ pointer: `/items/${index}`, detail: "is wrong" }));
    expect(bodyOf(answerError(new InvalidInputError(fields), about)).errors).toHaveLength(50);
  });

  it("keeps the message of an unknown error inside the process", () => {
    const response = answerError(new Error("select * from secret"), about);
    expect(response.status).toBe(500);
    expect(response.text).not.toContain("secret");
  });

  it.each([
    withCode("ECONNREFUSED"),
    withCode("57P01"),
    withCode("57P03"),
    withCode("53300"),
    withCode("08006"),
    withCode("P1001"),
    new Error("Connection terminated unexpectedly"),
    new Error("timeout exceeded when trying to connect"),
    new Error("wrapped", { cause: withCode("57P01") }),
    new AggregateError([withCode("ECONNREFUSED")]),
  ])("answers 503 with Retry-After while the database is away: %s", (error) => {
    const response = answerError(error, about);
    expect(response.status).toBe(503);
    expect(response.headers["Retry-After"]).toBe("2");
    expect(response.text).not.toContain("secret");
  });

  it("asks for a token when one was wrong", () => {
    const response = answerError(new AppError("unauthorized", "No."), about);
    expect(response.headers["WWW-Authenticate"]).toContain("Bearer");
  });
});

describe("shapeOf", () => {
  it("gives every code a title, an error status and a slug of its own", () => {
    for (const code of problemCodes) {
      expect(shapeOf(code).status).toBeGreaterThanOrEqual(400);
      expect(shapeOf(code).title).not.toBe("");
    }
    expect(new Set(problemCodes.map(problemSlug)).size).toBe(problemCodes.length);
  });
});
