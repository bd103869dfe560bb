import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Tokens } from "#components/console/settings/tokens.tsx";
import { MeProvider } from "#components/session/me.tsx";
import type { ApiTokenDto, ApiTokenListDto } from "#server/contracts/identity/api-token.ts";

const me = { id: "0198f000-0000-7000-8000-000000000001", name: "Ana Reis" };
const at = "2026-11-30T10:00:00.000Z";
const token = (name: string, change: Partial<ApiTokenDto> = {}): ApiTokenDto => ({
  ...{
    id: `0198f000-0000-7000-8000-${Buffer.from(name.padEnd(6)).toString("hex").slice(0, 12)}`,
    name,
    prefix: "rdl_abcdef",
  },
  ...{ role: "operator", scopes: null, owner: me, createdBy: me.name, createdAt: at, status: "active" },
  ...{ expiresAt: "2027-02-28T10:00:00.000Z", rotatedAt: null, previousUntil: null, lastUsedAt: null, revokedAt: null },
  ...change,
});

function show(list: ApiTokenListDto) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(["tokens"], list);
  render(
    <QueryClientProvider client={client}>
      <MeProvider
        me={{ ...me, kind: "user", email: "ana@example.com", role: "admin", demo: "off", standing: "account" }}
      >
        <Tokens />
      </MeProvider>
    </QueryClientProvider>,
  );
  return (name: string) => within(screen.getByText(name, { selector: ".font-name" }).closest("li") ?? document.body);
}

test("a row shows owner, scopes and expiry, and offers rotation to the owner only", () => {
  const row = show({
    items: [
      token("mine"),
      token("theirs", { owner: { id: "0198f000-0000-7000-8000-000000000002", name: "Tom Berg" }, createdBy: "mine" }),
      token("narrow", { scopes: ["metrics.read"], expiresAt: null, status: "active" }),
      token("expires", { status: "expiring" }),
      token("old", { status: "revoked", owner: null }),
    ],
    environment: { role: "operator", scopes: null, lastUsedAt: at },
  });
  expect(row("mine").getByText(/owned by Ana Reis/)).toBeDefined();
  expect(row("mine").getByRole("button", { name: "Rotate mine" })).toBeDefined();
  expect(row("theirs").getByText(/owned by Tom Berg, created by mine/)).toBeDefined();
  expect(row("theirs").queryByRole("button", { name: /Rotate/ })).toBeNull();
  expect(row("theirs").getByRole("button", { name: "Revoke theirs" })).toBeDefined();
  expect(row("narrow").getByText(/Never expires/)).toBeDefined();
  expect(row("narrow").getByText("metrics.read")).toBeDefined();
  expect(row("expires").getByText("Expires soon")).toBeDefined();
  expect(row("old").getByText(/unknown owner/)).toBeDefined();
  expect(row("old").queryByRole("button")).toBeNull();
  expect(row("API_TOKEN").getByText("Environment")).toBeDefined();
});

test("token scopes are limited to the actions of the role", () => {
  show({ items: [], environment: null });
  fireEvent.click(screen.getByLabelText("Limit to some actions"));
  expect(screen.queryByLabelText("users.manage")).toBeNull();
  fireEvent.change(screen.getByLabelText("Role"), { target: { value: "admin" } });
  fireEvent.click(screen.getByLabelText("users.manage"));
  expect(screen.getByLabelText<HTMLInputElement>("users.manage").checked).toBe(true);
  fireEvent.change(screen.getByLabelText("Role"), { target: { value: "viewer" } });
  expect(screen.queryByLabelText("users.manage")).toBeNull();
});
