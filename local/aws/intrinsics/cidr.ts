/**
 * The first subnets of an IPv4 block, in order, as `Fn::Cidr` gives them.
 * @param hostBits how many bits of an address are the host's: 8 gives blocks of size /24.
 * @throws Error when the block is not an IPv4 block, or holds fewer of them.
 */
export function subnets(block: string, count: number, hostBits: number): string[] {
  const [, address, prefix] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(block) ?? [];
  const bytes = (address ?? "").split(".").map(Number);
  if (address === undefined || Number(prefix) > 32 || bytes.some((byte) => byte > 255))
    throw new Error(`Fn::Cidr takes an IPv4 block such as 10.0.0.0/16, and has "${block}"`);
  const size = 2 ** hostBits;
  if (!(count >= 1) || count * size > 2 ** (32 - Number(prefix)))
    throw new Error(`Fn::Cidr finds no ${count} blocks of ${hostBits} bits in ${block}`);
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const start = number - (number % 2 ** (32 - Number(prefix)));
  return Array.from({ length: count }, (_, index) => `${dotted(start + index * size)}/${32 - hostBits}`);
}

const dotted = (number: number) =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
