import { TextField } from "#components/ui/field.tsx";
import { fieldError } from "#components/ui/form-error.tsx";

type AccountFieldProps = { value: string; error: unknown; onValue: (value: string) => void };

/** The address that somebody signs in with: password managers know it by its name. */
export function EmailField({ value, error, onValue }: AccountFieldProps) {
  return (
    <TextField
      id="email"
      label="E-mail"
      type="email"
      autoComplete="username"
      required
      value={value}
      error={fieldError(error, "/email")}
      onChange={(event) => onValue(event.target.value)}
    />
  );
}

/** The password that somebody has, or (`fresh`) chooses. */
export function PasswordField({ value, error, onValue, fresh = false }: AccountFieldProps & { fresh?: boolean }) {
  return (
    <TextField
      id="password"
      label="Password"
      type="password"
      autoComplete={fresh ? "new-password" : "current-password"}
      required
      hint={fresh ? "12 characters or more. A sentence is fine, spaces too." : undefined}
      value={value}
      error={fieldError(error, "/password")}
      onChange={(event) => onValue(event.target.value)}
    />
  );
}
