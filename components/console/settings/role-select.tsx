import { type Role, roles } from "#server/contracts/identity/access.ts";

const labels: Record<Role, string> = {
  viewer: "viewer: read",
  operator: "operator: replay, discard, ship",
  admin: "admin: full access",
};

type RoleSelectProps = {
  id: string;
  label: string;
  value: Role;
  short?: boolean;
  disabled?: boolean;
  onRole: (role: Role) => void;
};

/** Select field for a role. The short form is for table rows. */
export function RoleSelect({ id, label, value, short = false, disabled = false, onRole }: RoleSelectProps) {
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className={short ? "sr-only" : "text-[0.923em] font-medium"}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const role = roles.find((known) => known === event.target.value);
          if (role) onRole(role);
        }}
        className={`rounded-control border border-line-input bg-surface px-2 disabled:border-dashed disabled:bg-transparent disabled:text-fg-3 ${short ? "h-8 text-sm max-desk:h-11" : "h-11 w-full text-store desk:h-10 desk:text-base"}`}
      >
        {roles.map((role) => (
          <option key={role} value={role}>
            {short ? role : labels[role]}
          </option>
        ))}
      </select>
    </div>
  );
}
