"use client";
import { createContext, type ReactNode, useContext } from "react";
import { type Action, allows, type MeDto, whoMay } from "#server/contracts/identity/access.ts";

const Me = createContext<MeDto | null>(null);

/** Provides the signed-in user, so that buttons can show permissions. The server checks every request again. */
export function MeProvider({ me, children }: { me: MeDto; children: ReactNode }) {
  return <Me value={me}>{children}</Me>;
}

export const useMe = (): MeDto | null => useContext(Me);

/** Whether the signed-in user may perform an action, with the reason if not. */
export function usePermission(action: Action): { may: boolean; why: string } {
  const me = useMe();
  const may = me !== null && allows(me, action, me.standing);
  const permitted = whoMay(action, me?.standing);
  const rule = `Available to ${permitted}.`;
  return { may, why: me ? `You are signed in as ${me.role}. ${rule}` : rule };
}
