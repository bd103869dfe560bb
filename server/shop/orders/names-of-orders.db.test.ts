import { expect, it } from "vitest";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase();
const api = await serveApi();
const product = await aProduct(pool);

it.each(["You won https://evil.example/prize", "www.evil.example", "evil.com", "a\u202Eb", "x".repeat(81)])(
  "refuses an order in the name %j with a sentence about the name",
  async (name) => {
    const json = { customer: { name, email: "ada@example.com" }, items: [{ productId: product.id, quantity: 1 }] };
    const { status, text } = await api.call("POST", "/api/v1/orders", { json });
    expect(status, text).toBe(422);
    expect(JSON.parse(text).errors).toMatchObject([
      { pointer: "/customer/name", detail: expect.stringMatching(/^must /) },
    ]);
  },
);
