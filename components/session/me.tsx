"use client";
import { createContext, type ReactNode, useContext } from "react";
import { type Action, allows, type MeDto, whoMay } from "#server/contracts/identity/access.ts";

const Me = createContext<MeDto | null>(null);

/** Tells the console who looks at it, so that buttons know what they may offer. The server decides all the same. */
export function MeProvider({ me, children }: { me: MeDto; children: ReactNode }) {
  return <Me value={me}>{children}</Me>;
}

export const useMe = (): MeDto | null => useContext(Me);

/** Whether one's role may do this, and why not. */
export function usePermission(action: Action): { may: boolean; why: string } {
  const me = useMe();
  const may = me !== null && allows(me, action, me.standing);
  const who = whoMay(action, me?.standing);
  return { may, why: me ? `You are signed in as ${me.role}. This is for ${who}.` : `This is for ${who}.` };
}
