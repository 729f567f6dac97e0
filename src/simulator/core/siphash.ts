const MASK = (1n << 64n) - 1n;

const rotated = (value: bigint, by: bigint) => ((value << by) | (value >> (64n - by))) & MASK;

/**
 * SipHash 1-3 with a key of zeros, of a text as Rust hashes one: its UTF-8 and a byte 0xff.
 *
 * The SDK's core seeds a run's `Math.random` and `uuid4` with this of the run's id
 * (`str_to_randomness_seed`), and must do so for ever.
 *
 * @returns 64 bits, in hexadecimal
 */
export function siphash(text: string): string {
  const bytes = [...new TextEncoder().encode(text), 0xff];
  let v0 = 0x736f6d6570736575n;
  let v1 = 0x646f72616e646f6dn;
  let v2 = 0x6c7967656e657261n;
  let v3 = 0x7465646279746573n;
  const round = () => {
    v0 = (v0 + v1) & MASK;
    v1 = rotated(v1, 13n) ^ v0;
    v0 = rotated(v0, 32n);
    v2 = (v2 + v3) & MASK;
    v3 = rotated(v3, 16n) ^ v2;
    v0 = (v0 + v3) & MASK;
    v3 = rotated(v3, 21n) ^ v0;
    v2 = (v2 + v1) & MASK;
    v1 = rotated(v1, 17n) ^ v2;
    v2 = rotated(v2, 32n);
  };
  const whole = bytes.length - (bytes.length % 8);
  const word = (from: number, to: number) =>
    bytes.slice(from, to).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  for (let at = 0; at < whole; at += 8) {
    const block = word(at, at + 8);
    v3 ^= block;
    round();
    v0 ^= block;
  }
  const last = (BigInt(bytes.length & 0xff) << 56n) | word(whole, bytes.length);
  v3 ^= last;
  round();
  v0 ^= last;
  v2 ^= 0xffn;
  for (let rounds = 0; rounds < 3; rounds += 1) round();
  return (v0 ^ v1 ^ v2 ^ v3).toString(16).padStart(16, '0');
}
