import { spawnSync } from 'node:child_process';
import process from 'node:process';

/** An address as machines have it in a room; without a network, this machine alone has it. */
export const ROOM_ADDRESS = '192.168.77.20';

/** With the loopback interface, which every machine has. */
const ALONE = [
  'sh',
  '-c',
  `ip link set lo up && ip address add ${ROOM_ADDRESS}/24 dev lo && exec "$@"`,
  'sh',
];

/**
 * How a command is run so that it reaches no network: in a namespace of its own. Undefined where
 * none can be made.
 */
export const cut = [
  ['unshare', '-n', ...ALONE],
  ['unshare', '-rn', ...ALONE],
].find(([command = '', ...args]) => spawnSync(command, [...args, 'true']).status === 0);

export const WHY_NOT_CUT = 'no namespace without a network can be made here';
/** Where everything must be seen, a skip would hide it. */
export const skipCut = cut === undefined && !(process.env['CI'] && process.platform === 'linux');

/** For `node -e`: says whether the network can be reached at all. */
export const REACHES = `require('node:net').connect(443, '1.1.1.1')
  .on('connect', () => { console.log('online'); process.exit(); })
  .on('error', () => { console.log('cut off'); process.exit(); });`;
