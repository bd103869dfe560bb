import { type Account, anAccount, send, signInAs, textOf } from "#bench/attacks/an-account.ts";
import { defineAttack, type Target } from "#bench/attacks/define-attack.ts";
import { none, type Row } from "#bench/rig/report.ts";

const attempts = 200;
/** How much slower the median order may be while strangers sign in. Before the queue it was 6 to 10 times. */
const mostRatio = 4;

/** The median duration of an order in ms: one after the other, `most` of them or until `isOver`. */
async function medianOrder(target: Target, secret: string, most: number, isOver = () => false): Promise<number> {
  const customer = { name: "Ada Attack", email: "ada.attack@example.com" };
  const json = { customer, items: [{ productId: target.productId, quantity: 1 }] };
  const times: number[] = [];
  while (times.length < most && !isOver()) {
    const from = performance.now();
    await send(target, "POST", "/api/v1/orders", { headers: { authorization: `Bearer ${secret}` }, json });
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

const attempt = (target: Target, account: Pick<Account, "email" | "password">, cookie = "") =>
  send(target, "POST", "/api/v1/session", {
    json: { email: account.email, password: account.password },
    headers: cookie === "" ? {} : { cookie },
  });

async function run(target: Target): Promise<Row[]> {
  // First the checks that need attempts: the flood below uses up those of this address.
  const account = await anAccount(target, "viewer");
  const cookie = await signInAs(target, account);
  const admin = { cookie: target.cookies.admin };
  const token = await send(target, "POST", "/api/v1/tokens", {
    headers: admin,
    json: { name: "attack", role: "viewer", expiresInDays: 1 },
  });
  const secret = textOf(token, "token");

  let judged = 0;
  for (const guess of ["", "guess", "x".repeat(5_000)]) {
    const json = { token: guess, password: "a" };
    const link = await send(target, "POST", "/api/v1/password/by-link", { json });
    const setUp = await send(target, "POST", "/api/v1/setup", {
      json: { ...json, name: "Eve", email: "e@example.com" },
    });
    judged += [link, setUp].filter(({ status }) => ![403, 409, 429].includes(status)).length;
  }

  const quiet = await medianOrder(target, secret, 50);
  let over = false;
  const flood = Promise.all(
    Array.from({ length: attempts }, (_, index) =>
      attempt(target, { email: `guess-${index % 40}@example.com`, password: "wrong-password" }),
    ),
  ).finally(() => {
    over = true;
  });
  const busy = await medianOrder(target, secret, 500, () => over);
  const answers = await flood;
  const ratio = busy / quiet;

  // Strangers fail for the account from the same address: the next stranger is limited, a known device is not.
  for (let index = 0; index < 6; index++) await attempt(target, { ...account, password: "wrong-password" });
  const stranger = await attempt(target, account);
  const device = await attempt(target, account, cookie);
  return [
    none("passwords judged before the link's token", judged),
    none("sign-ins of a flood answered with 5xx", answers.filter(({ status }) => status >= 500).length),
    none(
      "refusals of the flood that are neither 401 nor 429",
      answers.filter(({ status }) => ![401, 429].includes(status)).length,
    ),
    {
      what: `median order during ${attempts} sign-ins, as a multiple of the same without (${quiet.toFixed(1)} ms)`,
      found: Number(ratio.toFixed(2)),
      wanted: `below ${mostRatio}`,
      holds: ratio < mostRatio,
    },
    {
      what: "a stranger's sign-in from the address that failed",
      found: stranger.status,
      wanted: "429",
      holds: stranger.status === 429,
    },
    { what: "a known device's sign-in from it", found: device.status, wanted: "201", holds: device.status === 201 },
  ];
}

export const signIn = defineAttack({ name: "sign-in", title: "Sign-in under attack", run });
