import { networkInterfaces } from 'node:os';

/** What has an address, and no room around it: containers, virtual machines, tunnels. */
const VIRTUAL =
  /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vethernet|utun|tun|tap|tailscale|zt|wg|cni|lxc)/i;

/** An address of this machine at which others of its network can reach it. */
export interface LocalAddress {
  readonly address: string;
  /** `eth0` */
  readonly device: string;
}

/** All of them; those that nobody in a room could reach are left out. */
export function localAddresses(): LocalAddress[] {
  return Object.entries(networkInterfaces())
    .flatMap(([device, found = []]) => found.map((each) => ({ device, ...each })))
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .filter(({ address, device }) => !address.startsWith('169.254.') && !VIRTUAL.test(device))
    .map(({ address, device }) => ({ address, device }));
}
