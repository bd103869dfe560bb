import * as z from "zod";

const isoTime = z.iso.datetime();

const mailItemDto = z.object({
  id: z.uuid(),
  messageId: z.string().nullable(),
  sender: z.string(),
  recipient: z.string(),
  subject: z.string(),
  receivedAt: isoTime,
});

export const mailListDto = z.object({ items: z.array(mailItemDto), nextCursor: z.string().nullable() });
export type MailListDto = z.output<typeof mailListDto>;

export const mailDto = mailItemDto.extend({
  html: z.string().nullable(),
  text: z.string().nullable(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  raw: z.string(),
});
export type MailDto = z.output<typeof mailDto>;

const webhookDto = z.object({
  id: z.uuid(),
  webhookId: z.string(),
  verified: z.boolean(),
  body: z.json(),
  receivedAt: isoTime,
});
export type WebhookDto = z.output<typeof webhookDto>;

export const webhookListDto = z.object({ items: z.array(webhookDto) });
export type WebhookListDto = z.output<typeof webhookListDto>;
