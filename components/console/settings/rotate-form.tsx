"use client";
import { useState } from "react";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { SelectField } from "#components/console/settings/select-field.tsx";
import { daysOf, expiryOptions, overlapOptions } from "#components/console/settings/token-life.ts";
import { TokenSecret } from "#components/console/settings/token-secret.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { type ApiTokenDto, apiTokenCreatedDto, defaultTokenDays } from "#server/contracts/identity/api-token.ts";

/** Gives a token a new secret. The old secret stays valid for the overlap. */
export function RotateForm({ token, onClose }: { token: ApiTokenDto; onClose: () => void }) {
  const [overlap, setOverlap] = useState("24");
  const [expiry, setExpiry] = useState(String(defaultTokenDays));
  const rotate = useChange(() => {
    const body = { overlapHours: Number(overlap), expiresInDays: daysOf(expiry) };
    return requestJson(apiTokenCreatedDto, `/api/v1/tokens/${token.id}/rotate`, { method: "POST", body });
  }, ["tokens"]);
  return (
    <form
      aria-label={`Rotate ${token.name}`}
      className="mt-3 pb-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!rotate.isPending && !rotate.isSuccess) rotate.mutate();
      }}
    >
      <div className="grid items-end gap-3 desk:grid-cols-[repeat(2,minmax(0,250px))_auto_auto] desk:justify-start">
        <SelectField
          id={`overlap-${token.id}`}
          label="Old secret"
          value={overlap}
          options={overlapOptions}
          onValue={setOverlap}
        />
        <SelectField
          id={`expiry-${token.id}`}
          label="New secret expires"
          value={expiry}
          options={expiryOptions}
          onValue={setExpiry}
        />
        {!rotate.isSuccess && (
          <Button type="submit" variant="primary" size="l" inert={rotate.isPending}>
            Rotate token
          </Button>
        )}
        <Button size="l" onClick={onClose}>
          {rotate.isSuccess ? "Close" : "Cancel"}
        </Button>
      </div>
      <FormError error={rotate.error} />
      <div role="status">{rotate.isSuccess && <TokenSecret secret={rotate.data.token} />}</div>
    </form>
  );
}
