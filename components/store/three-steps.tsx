import type { Route } from "next";
import Link from "next/link";

type StepsProps = {
  /** Whether the dead letters can be opened from here. */
  ops: boolean;
  /** Whether the mail server plays the failures that the samples ask for. */
  demo: boolean;
};
type Step = { title: string; text: string; link: { href: Route; words: string } | null };

function steps({ ops, demo }: StepsProps): Step[] {
  return [
    {
      title: "Buy",
      text: "Your order and its message are saved together. You see the confirmation before any mail leaves.",
      link: { href: "/checkout?sample=plain", words: "Place a sample order" },
    },
    {
      title: "Break",
      text: "Give an address that the mail server refuses. The mail leaves the rail; the order does not notice.",
      link: demo ? { href: "/checkout?sample=bounce", words: "Order with a mail that bounces" } : null,
    },
    {
      title: "Fix",
      text: "Every message that died is kept with its error and its tries. Correct it, send it again, see it arrive once.",
      link: ops ? { href: "/ops/dead-letters", words: "See the dead letters" } : null,
    },
  ];
}

/** What a newcomer can do here, in the order in which to do it. */
export function ThreeSteps(props: StepsProps) {
  return (
    <ol className="mb-10 grid border-y border-line desk:grid-cols-3">
      {steps(props).map((step, index) => (
        <li
          key={step.title}
          className="relative py-4 ps-8 pe-6 not-first:border-t not-first:border-line desk:py-6 desk:not-first:border-t-0 desk:not-first:border-s desk:not-first:ps-12 desk:first:ps-7"
        >
          <span
            aria-hidden="true"
            className="absolute left-0 font-mono text-md font-medium text-fg-3 desk:[li:not(:first-child)>&]:left-5"
          >
            {index + 1}
          </span>
          <h2 className="text-lg">{step.title}</h2>
          <p className="pt-1 pb-1 text-md text-pretty text-fg-2">{step.text}</p>
          {step.link && (
            <Link href={step.link.href} className="link inline-flex min-h-11 items-center text-md">
              {step.link.words}
            </Link>
          )}
        </li>
      ))}
    </ol>
  );
}
