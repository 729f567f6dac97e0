import type { BoardState, RoomNews } from './messages.ts';
import type { Room } from './room.ts';

/** What the board shows beside its people. */
export function stateOf(room: Room): BoardState {
  const { timer, said, pace, isOpen, code, hands, isUnwritten } = room;
  return {
    now: Date.now(),
    open: isOpen,
    code,
    ...(isUnwritten ? { unwritten: true } : {}),
    hands: hands.map(({ id, seat, kata, question, raised, seenTo }) => ({
      id,
      person: seat,
      kata,
      question,
      raised,
      seenTo,
    })),
    ...(timer ? { timer } : {}),
    ...(said ? { said } : {}),
    ...(pace ? { pace } : {}),
  };
}

/** What is told to one seat. */
export function newsFor({ title, timer, said, hands }: Room, seat: number): RoomNews {
  const index = hands.findIndex((hand) => hand.seat === seat);
  const hand = hands[index];
  const before = hands.slice(0, index).filter(({ seenTo }) => !seenTo);
  return {
    title,
    ...(said ? { said: { id: said.id, text: said.text } } : {}),
    ...(timer ? { timer: { left: timer.ends - Date.now(), label: timer.label } } : {}),
    ...(hand ? { hand: { before: before.length, seenTo: hand.seenTo } } : {}),
  };
}
