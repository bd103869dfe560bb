/**
 * Common table expressions that make the relay look again at the first waiting row of each line that a row of `from`
 * (id, handler, subject, ordered) has just left. Always a write, though the row may be due already: it is what tells a relay
 * that is judging this row right now that its judgement is out of date. Never before the end of an undo window. Locked in the
 * order of ids: two that leave the same lines at once, each in an order of its own, would wait for each other.
 */
export const recheckNext = (from: string): string => `
  next_in_line as materialized (
    select (select w.id from delivery w where w.handler = l.handler and w.subject = l.subject and w.ordered
            and w.state = 'waiting' and w.id not in (select id from ${from})
            order by w.position, w.revision, w.id limit 1) as id
    from ${from} l where l.ordered
  ), held_in_line as materialized (
    select w.id from next_in_line n join delivery w on w.id = n.id where w.state = 'waiting' order by w.id for update of w
  ), rechecked as (
    update delivery w set check_at = greatest(now(), w.release_at)
    from held_in_line h where w.id = h.id and w.state = 'waiting'
  )`;
