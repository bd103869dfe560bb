import { CheckField } from "#components/ui/field.tsx";
import { can, type Role, type Scope, scopeNames } from "#server/contracts/identity/access.ts";

type ScopeFieldsProps = {
  role: Role;
  /** Null: all actions of the role. */
  scopes: readonly Scope[] | null;
  error?: string | undefined;
  onScopes: (scopes: readonly Scope[] | null) => void;
};

/** Limits a token to some actions of its role. */
export function ScopeFields({ role, scopes, error, onScopes }: ScopeFieldsProps) {
  const offered = scopeNames.filter((scope) => can(role, scope));
  const toggle = (scope: Scope, on: boolean) =>
    onScopes(offered.filter((one) => (one === scope ? on : scopes?.includes(one))));
  return (
    <div className="mt-3">
      <CheckField
        label="Limit to some actions"
        checked={scopes !== null}
        onChange={(event) => onScopes(event.target.checked ? [] : null)}
      />
      {scopes && (
        <fieldset className="mt-1 rounded-panel border border-line px-3 pt-1 pb-2">
          <legend className="px-1 text-xs text-fg-2">Actions of this token</legend>
          <div className="grid gap-x-4 sm:grid-cols-2 desk:grid-cols-3 xl:grid-cols-4">
            {offered.map((scope) => (
              <CheckField
                key={scope}
                label={<code>{scope}</code>}
                checked={scopes.includes(scope)}
                onChange={(event) => toggle(scope, event.target.checked)}
              />
            ))}
          </div>
        </fieldset>
      )}
      {error && (
        <p role="alert" className="text-sm text-dead">
          {error}
        </p>
      )}
    </div>
  );
}
