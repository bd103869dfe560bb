"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ActionButton } from "#components/access/action-button.tsx";
import { Refusal } from "#components/access/refusal.tsx";
import { requestJson } from "#components/api/request-json.ts";
import { useServedQuery } from "#components/live/served.tsx";
import { SettingsHead } from "#components/settings/settings-head.tsx";
import { tokensQuery } from "#components/settings/settings-query.ts";
import { TokenForm } from "#components/settings/token-form.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Time } from "#components/ui/time.tsx";
import { type ApiTokenDto, apiTokenDto } from "#server/contracts/access.ts";

/** The tokens of machines: who made them, what they may do, when they were last used. */
export function Tokens() {
  const { items } = useServedQuery(tokensQuery()).data;
  return (
    <>
      <SettingsHead title="API tokens">
        A script sends one as <code>Authorization: Bearer</code>. What its role may do in the console, it may do over
        the API. The server’s own <code>API_TOKEN</code>, where it is set, acts as operator and is not in this list.
      </SettingsHead>
      <TokenForm />
      {items.length === 0 ? (
        <p className="border-t border-line px-4 py-6 text-fg-2 desk:px-6">
          No token yet. Make one for each machine, so that one that leaked can be revoked alone.
        </p>
      ) : (
        <ul className="border-t border-line">
          {items.map((token) => (
            <Row key={token.id} token={token} />
          ))}
        </ul>
      )}
    </>
  );
}

function Row({ token }: { token: ApiTokenDto }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => requestJson(apiTokenDto, `/api/v1/tokens/${token.id}`, { method: "DELETE" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
  return (
    <li className="flex items-center gap-x-4 border-b border-line px-4 py-2 desk:px-6">
      <div className="min-w-0 grow">
        <span className={`font-name ${token.revokedAt ? "text-fg-3 line-through" : ""}`}>{token.name}</span>{" "}
        <Chip tone="outline">{token.role}</Chip> {token.revokedAt && <Chip>Revoked</Chip>}
        <p className="text-xs text-fg-2">
          <code>{token.prefix}…</code> made by {token.createdBy}, <Time at={token.createdAt} format="day" />. Last used:{" "}
          {token.lastUsedAt ? <Time at={token.lastUsedAt} format="day" /> : "never"}.
        </p>
        <Refusal error={revoke.error} />
      </div>
      {!token.revokedAt && (
        <ActionButton action="tokens.manage" inert={revoke.isPending} onClick={() => revoke.mutate()}>
          Revoke<span className="sr-only"> {token.name}</span>
        </ActionButton>
      )}
    </li>
  );
}
