"use client";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { useHydrated } from "#components/browser/now.tsx";
import { type ButtonLook, buttonClass } from "#components/ui/button-class.ts";

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> &
  ButtonLook & {
    children: ReactNode;
    ref?: Ref<HTMLButtonElement>;
  };

/** Button. `inert` disables it but keeps it focusable, so that the reason can be read. */
export function Button({ variant, size, inert = false, className, onClick, type = "button", ...rest }: ButtonProps) {
  // A click before hydration would be lost, so the button is disabled until then.
  const hydrated = useHydrated();
  return (
    <button
      {...rest}
      type={inert ? "button" : type}
      aria-disabled={inert || !hydrated || undefined}
      onClick={inert ? undefined : onClick}
      className={buttonClass({ variant, size, inert, className })}
    />
  );
}
