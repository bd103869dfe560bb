import { expect, mailDelivery, mailTimeout, paceOf, retryTimeout, test } from "./fixtures.ts";

test("one order sends one e-mail and one signed webhook", { tag: "@timed" }, async ({ store }) => {
  const email = store.address();
  const orderId = await store.placeOrder(email);
  await expect
    .poll(async () => (await store.mailsTo(email)).length, { timeout: mailTimeout * (await paceOf(store)) })
    .toBe(1);
  await expect.poll(async () => (await store.webhooksOf(orderId)).length).toBe(1);

  const [mail] = await store.mailsTo(email);
  expect(mail?.subject).toMatch(/confirmed/i);
  expect(mail?.html).toContain("Ada Lovelace");
  expect((await store.webhooksOf(orderId))[0]).toMatchObject({
    verified: true,
    body: { type: "order.created", data: { orderId } },
  });
  const order = await store.order(orderId);
  expect(order.customer.email).not.toBe(email);
  expect(order.deliveries.map(({ handler, state }) => [handler, state]).sort()).toEqual([
    ["order-notifications", "delivered"],
    ["warehouse-webhook", "delivered"],
  ]);
});

test("a rejected recipient is dead-lettered immediately, corrected, and delivered once with its revisions", async ({
  store,
}) => {
  const wrong = store.address("bounce+");
  const right = store.address();
  const orderId = await store.placeOrder(wrong);
  const dead = await store.deadLetterOf(orderId);
  expect(dead).toMatchObject({
    state: "dead",
    failureCode: "recipient_rejected",
    attempts: 1,
    providerReply: expect.stringContaining("550"),
  });
  expect(dead.fixes).toMatchObject([{ id: "correct-recipient", suggested: true }]);

  const replay = await store.request.post(`/api/v1/dead-letters/${dead.id}/replay`, {
    headers: { "if-match": `"${dead.version}"` },
    data: { fix: { id: "correct-recipient", input: { email: right, updateCustomer: true } }, reason: "typo" },
  });
  expect(replay.status()).toBe(202);
  await expect
    .poll(async () => mailDelivery(await store.order(orderId))?.state, { timeout: retryTimeout })
    .toBe("delivered");
  expect(await store.mailsTo(right)).toHaveLength(1);
  expect(await store.mailsTo(wrong)).toHaveLength(0);

  const masked = await (await store.request.get(`/api/v1/dead-letters/${dead.id}`)).text();
  expect(masked).not.toContain(wrong);
  const history = await (await store.request.post(`/api/v1/dead-letters/${dead.id}/reveal`)).json();
  expect(history.lineage.map(({ revision, state }: { revision: number; state: string }) => [revision, state])).toEqual([
    [1, "replayed"],
    [2, "delivered"],
  ]);
  expect(history.actions).toMatchObject([
    { action: "correct-recipient", reason: "typo", before: { email: wrong }, after: { email: right } },
    { action: "replay", reason: "typo", before: { email: wrong }, after: { email: right } },
  ]);
});

test("a mail server that defers three times accepts the fourth attempt", async ({ store }) => {
  const email = store.address("busy3+");
  const orderId = await store.placeOrder(email);
  await expect.poll(async () => (await store.mailsTo(email)).length, { timeout: retryTimeout }).toBe(1);
  await expect
    .poll(async () => mailDelivery(await store.order(orderId)))
    .toMatchObject({ state: "delivered", attempts: 4 });
});

test("a connection dropped before the 250 gives at most one more copy, with the same Message-ID", async ({ store }) => {
  const email = store.address("drop+");
  const orderId = await store.placeOrder(email);
  await expect
    .poll(async () => mailDelivery(await store.order(orderId))?.state, { timeout: retryTimeout })
    .toBe("delivered");
  const mails = await store.mailsTo(email);
  expect(mails).toHaveLength(2);
  expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(1);
});

test("the e-mails of one order arrive in sequence", async ({ store }) => {
  const email = store.address("busy2+");
  const orderId = await store.placeOrder(email);
  expect((await store.request.post(`/api/v1/orders/${orderId}/ship`)).status()).toBe(200);
  await expect.poll(async () => (await store.mailsTo(email)).length, { timeout: retryTimeout }).toBe(2);
  const mails = (await store.mailsTo(email)).sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
  expect(mails.map((mail) => mail.subject)).toEqual([
    expect.stringMatching(/confirmed/i),
    expect.stringMatching(/way|shipped/i),
  ]);
});

test("twenty concurrent replays of one dead letter give one 202 and nineteen 409 that link to it", async ({
  store,
}) => {
  const orderId = await store.placeOrder(store.address("bounce+"));
  const dead = await store.deadLetterOf(orderId);
  const responses = await Promise.all(
    Array.from({ length: 20 }, () =>
      store.request.post(`/api/v1/dead-letters/${dead.id}/replay`, {
        headers: { "if-match": `"${dead.version}"` },
        data: {},
      }),
    ),
  );
  const statuses = responses.map((response) => response.status()).sort();
  expect(statuses).toEqual([202, ...Array<number>(19).fill(409)]);
  const lost = await responses.find((response) => response.status() === 409)?.json();
  expect(lost).toMatchObject({ title: expect.any(String), winner: { revision: 2 } });
});

test("depths count dead letters but not discarded messages", async ({ store }) => {
  const deadNow = async () =>
    (await store.pipeline()).handlers.find(({ handler }) => handler === "order-notifications")?.dead ?? -1;
  const orderId = await store.placeOrder(store.address("bounce+"));
  const dead = await store.deadLetterOf(orderId);
  const before = await deadNow();
  const discarded = await store.request.post(`/api/v1/dead-letters/${dead.id}/discard`, {
    headers: { "if-match": `"${dead.version}"` },
    data: { reason: "a test order" },
  });
  expect(discarded.status()).toBe(200);
  await expect.poll(deadNow).toBe(before - 1);
});

test("a replay without If-Match is rejected", async ({ store }) => {
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  const post = (headers: Record<string, string>) =>
    store.request.post(`/api/v1/dead-letters/${dead.id}/replay`, { headers, data: {} });
  expect((await post({})).status()).toBe(428);
  expect((await post({ "if-match": `"${dead.version + 1}"` })).status()).toBe(412);
  expect((await (await store.request.get(`/api/v1/dead-letters/${dead.id}`)).json()).state).toBe("dead");
});
