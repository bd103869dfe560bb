const rank = (role: string) => `array_position(array['viewer', 'operator', 'admin'], ${role})`;

/** SQL: the role of token `t` or of its owner `u`, whichever is lower. */
export const lowerRole = `case when ${rank("t.role")} <= ${rank("u.role")} then t.role else u.role end`;

/** SQL: whether token `t` has a higher role than a parameter names. */
export const isAbove = (role: string): string => `${rank("t.role")} > ${rank(role)}`;

/** SQL: whether token `t` of owner `u` is accepted now. Demo identities have none (decision 60). */
export const isValidToken = `t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
   and u.disabled_at is null and not u.demo`;
