"use client";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { useHydrated } from "#components/browser/now.tsx";
import { type ButtonLook, buttonClass } from "#components/ui/button-class.ts";

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> &
  ButtonLook & {
    children: ReactNode;
    ref?: Ref<HTMLButtonElement>;
  };

/**
 * A button that says what it does. `inert` keeps it focusable and readable, so that the reason beside it is found; it
 * does nothing then.
 */
export function Button({ variant, size, inert = false, className, onClick, type = "button", ...rest }: ButtonProps) {
  // Until the browser has the scripts a press would be lost: nobody, and no test, is told that it works.
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
