"use client";
import { SettingsHead } from "#components/console/settings/settings-head.tsx";
import { tokensQuery } from "#components/console/settings/settings-query.ts";
import { TokenForm } from "#components/console/settings/token-form.tsx";
import { ScopeList, TokenRow } from "#components/console/settings/token-row.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ApiTokenListDto } from "#server/contracts/identity/api-token.ts";

/** The API tokens with owner, scopes, expiry and last use. */
export function Tokens() {
  const { items, environment } = useHydratedQuery(tokensQuery()).data;
  return (
    <>
      <SettingsHead title="API tokens">
        A script sends one as <code>Authorization: Bearer</code>. A token acts in its role, never above its owner’s. It
        is revoked when its owner is disabled or gets a lower role.
      </SettingsHead>
      <TokenForm />
      {items.length === 0 && !environment ? (
        <p className="border-t border-line px-4 py-6 text-fg-2 desk:px-6">
          No tokens. Create one per client, so that each can be revoked separately.
        </p>
      ) : (
        <ul className="border-t border-line">
          {environment && <EnvironmentRow token={environment} />}
          {items.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
      )}
    </>
  );
}

function EnvironmentRow({ token }: { token: NonNullable<ApiTokenListDto["environment"]> }) {
  return (
    <li className="border-b border-line px-4 py-2 desk:px-6">
      <span className="font-name">API_TOKEN</span> <Chip tone="outline">{token.role}</Chip> <Chip>Environment</Chip>
      <p className="text-xs text-fg-2">
        Set in the server’s environment: it has no owner and no expiry, and changes with a restart. Last used:{" "}
        {token.lastUsedAt ? <Time at={token.lastUsedAt} format="day" /> : "never"}.
      </p>
      <ScopeList scopes={token.scopes} />
    </li>
  );
}
