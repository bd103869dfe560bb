import { TextField } from "#components/ui/field.tsx";
import { fieldError } from "#components/ui/form-error.tsx";

type AccountFieldProps = { value: string; error: unknown; onValue: (value: string) => void };

/** Sign-in address. `autoComplete` makes password managers recognise it. */
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

/** Password field; `fresh` is for choosing a new one. */
export function PasswordField({ value, error, onValue, fresh = false }: AccountFieldProps & { fresh?: boolean }) {
  return (
    <TextField
      id="password"
      label="Password"
      type="password"
      autoComplete={fresh ? "new-password" : "current-password"}
      required
      hint={fresh ? "12 characters or more. Spaces are allowed." : undefined}
      value={value}
      error={fieldError(error, "/password")}
      onChange={(event) => onValue(event.target.value)}
    />
  );
}
