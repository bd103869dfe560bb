"use client";
import { useState } from "react";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { RotateForm } from "#components/console/settings/rotate-form.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { useMe } from "#components/session/me.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Time } from "#components/ui/time.tsx";
import { type ApiTokenDto, apiTokenDto } from "#server/contracts/identity/api-token.ts";

const chips = {
  active: null,
  expiring: <Chip tone="retrying">Expires soon</Chip>,
  expired: <Chip>Expired</Chip>,
  revoked: <Chip>Revoked</Chip>,
};

/** Scopes of a token. */
export function ScopeList({ scopes }: { scopes: ApiTokenDto["scopes"] }) {
  if (!scopes) return null;
  return (
    <p className="text-xs text-fg-2 wrap-anywhere">
      Limited to <code>{scopes.join(", ")}</code>
    </p>
  );
}

/** One token with its owner, scopes, expiry and the buttons for its owner or an admin. */
export function TokenRow({ token }: { token: ApiTokenDto }) {
  const me = useMe();
  const [rotating, setRotating] = useState(false);
  const revoke = useChange(
    () => requestJson(apiTokenDto, `/api/v1/tokens/${token.id}`, { method: "DELETE" }),
    ["tokens"],
  );
  const good = token.status === "active" || token.status === "expiring";
  const owner = token.owner?.name ?? "unknown owner";
  const mine = me !== null && token.owner?.id === me.id;
  return (
    <li className="border-b border-line px-4 py-2 desk:px-6">
      <div className="flex items-start gap-x-4 gap-y-2 max-desk:flex-col">
        <div className="min-w-0 grow">
          <span className={`font-name ${good ? "" : "text-fg-3 line-through"}`}>{token.name}</span>{" "}
          <Chip tone="outline">{token.role}</Chip> {chips[token.status]}
          <p className="text-xs text-fg-2">
            <code>{token.prefix}…</code> owned by {owner}
            {token.createdBy !== owner && `, created by ${token.createdBy}`},{" "}
            <Time at={token.createdAt} format="date" />.{" "}
            {token.expiresAt ? (
              <>
                Expires <Time at={token.expiresAt} format="day" />.
              </>
            ) : (
              "Never expires."
            )}{" "}
            Last used: {token.lastUsedAt ? <Time at={token.lastUsedAt} format="day" /> : "never"}.
            {token.previousUntil && (
              <>
                {" "}
                Its old secret is accepted until <Time at={token.previousUntil} format="day" />.
              </>
            )}
          </p>
          <ScopeList scopes={token.scopes} />
          <FormError error={revoke.error} />
        </div>
        {(good || token.status === "expired") && (
          <div className="flex gap-2 max-desk:w-full *:max-desk:grow">
            {good && mine && !rotating && (
              <ActionButton
                action="tokens.manage"
                aria-label={`Rotate ${token.name}`}
                onClick={() => setRotating(true)}
              >
                Rotate
              </ActionButton>
            )}
            <ActionButton
              action="tokens.manage"
              aria-label={`Revoke ${token.name}`}
              inert={revoke.isPending}
              onClick={() => revoke.mutate()}
            >
              Revoke
            </ActionButton>
          </div>
        )}
      </div>
      {rotating && <RotateForm token={token} onClose={() => setRotating(false)} />}
    </li>
  );
}
