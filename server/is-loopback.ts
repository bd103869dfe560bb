/** Whether a host's name or address is plainly this machine's own, as a URL gives it, without brackets. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
