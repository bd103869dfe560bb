/**
 * Common table expressions that make the relay look again at the first waiting row of each line that a row of `from`
 * (id, handler, subject, ordered) has just left. Always a write, though the row may be due already: it is what tells a relay
 * that is judging this row right now that its judgement is out of date. Never before the end of an undo window.
 */
export const recheckNext = (from: string): string => `
  next_in_line as materialized (
    select (select w.id from delivery w where w.handler = l.handler and w.subject = l.subject and w.ordered
            and w.state = 'waiting' and w.id not in (select id from ${from})
            order by w.position, w.revision, w.id limit 1) as id
    from ${from} l where l.ordered
  ), rechecked as (
    update delivery w set check_at = greatest(now(), w.release_at)
    from next_in_line n where w.id = n.id and w.state = 'waiting'
  )`;
