import type { Metadata } from "next";
import { AccessFrame } from "#components/access/access-frame.tsx";
import { PasswordForm } from "#components/access/password-form.tsx";

export const metadata: Metadata = { title: { absolute: "Choose a password · Redeliver" }, robots: { index: false } };

export default function ChoosePasswordPage() {
  return (
    <AccessFrame title="Choose a password">
      <PasswordForm first={false} />
    </AccessFrame>
  );
}
