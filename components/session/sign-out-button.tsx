"use client";
import { useMutation } from "@tanstack/react-query";
import * as z from "zod";
import { requestJson } from "#components/api/request-json.ts";
import { Button } from "#components/ui/button.tsx";

const ended = z.object({ ended: z.int() });

/** Full page load: no data of the last user may stay in this tab's memory. */
const leave = () => window.location.assign("/sign-in");

type SignOutProps = { label?: string; everywhere?: boolean; size?: "s" | "m"; className?: string };

export function SignOutButton({ label = "Sign out", everywhere = false, size = "m", className = "" }: SignOutProps) {
  const signOut = useMutation({
    mutationFn: () => requestJson(ended, everywhere ? "/api/v1/sessions" : "/api/v1/session", { method: "DELETE" }),
    onSettled: leave,
  });
  return (
    <Button
      variant={everywhere ? "default" : "quiet"}
      size={size}
      inert={signOut.isPending}
      className={className}
      onClick={() => signOut.mutate()}
    >
      {label}
    </Button>
  );
}
