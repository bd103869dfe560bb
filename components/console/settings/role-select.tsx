import { type Role, roles } from "#server/contracts/identity/access.ts";

const words: Record<Role, string> = {
  viewer: "viewer: reads",
  operator: "operator: replays, discards, ships",
  admin: "admin: everything",
};

type RoleSelectProps = {
  id: string;
  label: string;
  value: Role;
  short?: boolean;
  disabled?: boolean;
  onRole: (role: Role) => void;
};

/** One of the three roles. The short form is for a row, whose head says what it is. */
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
            {short ? role : words[role]}
          </option>
        ))}
      </select>
    </div>
  );
}
