// Addresses and networks, for from: and to:. IPv4 and IPv6 become one big number, an address being a network of its own length.
const number = (text) => {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (four) {
    const bytes = four.slice(1);
    return bytes.some((byte) => +byte > 255 || /^0\d/.test(byte)) ? null : { v6: false, bits: bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) };
  }
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(":")) {
    return null;
  }
  let plain = text;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail) {
    const low = number(tail[2]);
    if (!low) {
      return null;
    }
    plain = tail[1] + (low.bits >> 16n).toString(16) + ":" + (low.bits & 0xffffn).toString(16);
  }
  const halves = plain.split("::");
  const groups = (half) => half ? half.split(":") : [];
  const left = groups(halves[0]);
  const right = groups(halves[1]);
  const gap = 8 - left.length - right.length;
  if (halves.length > 2 || (halves.length === 2 ? gap < 1 : gap !== 0)) {
    return null;
  }
  const all = [...left, ...Array(gap).fill("0"), ...right];
  return all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group)) ? null : { v6: true, bits: all.reduce((sum, group) => sum * 65536n + BigInt("0x" + group), 0n) };
};
const network = (text) => {
  const [address, length, more] = text.split("/");
  const base = number(address);
  const width = base?.v6 ? 128 : 32;
  if (!base || more !== undefined || (length !== undefined && (!/^\d{1,3}$/.test(length) || +length > width))) {
    return null;
  }
  const shift = BigInt(width - +(length ?? width));
  return (other) => {
    const one = number(other);
    return one !== null && one.v6 === base.v6 && one.bits >> shift === base.bits >> shift;
  };
};
