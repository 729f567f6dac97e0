import type { AgendaFacts } from './facts.ts';
import type { BoardState, RoomNews } from './messages.ts';
import { lessonsOf, paced } from './pace.ts';
import type { Room } from './room.ts';

/** What the board shows beside its people. */
export function stateOf(room: Room): BoardState {
  const { hands, isUnwritten } = room;
  const { timer, said, pace, isOpen, code, isNameless } = room.podium;
  return {
    now: Date.now(),
    open: isOpen,
    code,
    ...(isUnwritten ? { unwritten: true } : {}),
    hands,
    ...(timer ? { timer } : {}),
    ...(said ? { said } : {}),
    ...(isNameless ? { nameless: true } : {}),
    ...(pace ? { pace } : {}),
  };
}

/** What is told to one seat. */
export function newsFor(
  { title, hands, podium: { timer, said, pace } }: Room,
  agendas: readonly AgendaFacts[],
  seat: number,
): RoomNews {
  const place = pace && paced(pace, agendas, Date.now());
  const index = hands.findIndex(({ person }) => person === seat);
  const hand = hands[index];
  const before = hands.slice(0, index).filter(({ seenTo }) => !seenTo);
  return {
    title,
    ...(said ? { said: { id: said.id, text: said.text } } : {}),
    ...(pace && place ? { now: place.part.name, planned: lessonsOf(agendas, pace) } : {}),
    ...(place?.part.lesson === undefined ? {} : { kata: place.part.lesson }),
    ...(timer ? { timer: { left: timer.ends - Date.now(), label: timer.label } } : {}),
    ...(hand ? { hand: { before: before.length, seenTo: hand.seenTo } } : {}),
  };
}
