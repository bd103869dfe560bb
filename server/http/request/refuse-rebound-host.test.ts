import { beforeAll, expect, it, vi } from "vitest";
import { refuseReboundHost } from "#server/http/request/refuse-rebound-host.ts";

const from = (host: string) => () => refuseReboundHost(new Headers({ host }));
beforeAll(() => {
  vi.stubEnv("APP_URL", "https://demo.example");
});

it.each(["localhost:3000", "LOCALHOST", "127.0.0.1:3000", "[::1]:3000", "192.0.2.7", "demo.example"])(
  "lets %s in",
  (host) => {
    expect(from(host)).not.toThrow();
  },
);

it.each(["evil.example:3000", "localhost.evil.example", "127.0.0.1.nip.io:3000", "demo.example.evil.example", ""])(
  "refuses %j, which DNS rebinding may have led here",
  (host) => {
    expect(from(host)).toThrow("its own host name only");
  },
);
