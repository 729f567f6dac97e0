// The board of a bench, in a process of its own: `room-main.ts <folder> <port>`.
import { join } from 'node:path';
import process from 'node:process';
import { startBoard } from '../../src/workshop/board.ts';
import { readKataFacts } from '../../src/workshop/course-facts.ts';
import { Room } from '../../src/workshop/room.ts';

const [folder = '', port = ''] = process.argv.slice(2);
const root = join(import.meta.dirname, '..', '..');
const katas = await readKataFacts(root);
const room = Room.open(join(folder, 'room.sqlite'), katas, 'Bench');
await startBoard({
  root,
  room,
  katas,
  agendas: [],
  address: '127.0.0.1',
  port: Number(port),
  trouble: (error) => console.error(error),
});
process.send?.({ code: room.podium.code, cookie: room.cookie });
process.on('disconnect', () => process.exit());
