import { defineAttack } from "#bench/attacks/define-attack.ts";
import { none } from "#bench/rig/report.ts";
import { protocolViolations } from "#server/testing/smtp/protocol-violations.ts";
import { tryHostileServer } from "#server/testing/smtp/try-hostile-server.ts";

/** Attacks the product's SMTP client directly, with one mail server per violation. The started product is not used. */
export const smtpReplies = defineAttack({
  name: "smtp-replies",
  title: "A mail server replies out of sequence",
  async run() {
    const sum = { lost: 0, dead: 0, mistaken: 0, copies: 0 };
    for (const trick of protocolViolations) {
      const verdict = await tryHostileServer(trick);
      sum.lost += verdict.refusedButDelivered;
      sum.dead += verdict.deliveredButRefused;
      if (!trick.isMistakable) sum.mistaken += verdict.withAnotherReply;
      if (!trick.isAmbiguous) sum.copies += verdict.furtherCopies;
    }
    const of = `${protocolViolations.length} hostile mail servers`;
    return [
      none(`refused mails recorded as delivered, ${of}`, sum.lost),
      none(`accepted mails recorded as refused, ${of}`, sum.dead),
      none(`mails recorded with the reply to something else, ${of}`, sum.mistaken),
      none(`additional copies without a missing reply, ${of}`, sum.copies),
    ];
  },
});
