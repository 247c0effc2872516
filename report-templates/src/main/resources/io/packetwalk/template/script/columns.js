// Flows as columns: texts of decimals become typed arrays, words stay in one dictionary.
const numbers = (text, count, Kind = Int32Array) => {
  const found = new Kind(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let value = 0;
    const minus = text.charCodeAt(at) === 45;
    at += minus ? 1 : 0;
    for (let digit = text.charCodeAt(at) - 48; digit >= 0 && digit <= 9; digit = text.charCodeAt(++at) - 48) {
      value = value * 10 + digit;
    }
    found[i] = minus ? -value : value;
    at++;
  }
  return found;
};
const sums = (steps) => {
  for (let i = 1; i < steps.length; i++) {
    steps[i] += steps[i - 1];
  }
  return steps;
};
const BIG = ["took", "bytes", "answered"];
const PLAIN = ["proto", "client", "clientObject", "clientPort", "server", "serverObject", "serverPort", "reached", "reachedObject", "reachedPort",
  "packets", "answers", "state", "findings", "dns", "again", "points"];
const LATER = ["tracked", "lost", "unexpected", "goodput"];
const PER_POINT = ["point", "first", "last", "there", "back", "tuple"];
const flowsOf = (packed) => {
  const flows = { rows: packed.rows, kept: packed.kept, others: packed.others, words: packed.words };
  flows.lower = packed.words.map((word) => word.toLowerCase());
  flows.ids = sums(numbers(packed.ids, packed.rows));
  flows.start = sums(numbers(packed.start, packed.rows, Float64Array));
  const parts = /^(.*?)(?:\.(\d+))?Z$/.exec(packed.epoch);
  flows.epoch = Date.parse(parts[1] + "Z") * 1000 + +((parts[2] ?? "") + "000000").slice(0, 6);
  BIG.forEach((name) => { flows[name] = numbers(packed[name], packed.rows, Float64Array); });
  // A report of an older version has no such columns.
  LATER.forEach((name) => { flows[name] = packed[name] ? numbers(packed[name], packed.rows, name === "goodput" ? Float64Array : Int32Array) : new Int32Array(packed.rows).fill(-1); });
  PLAIN.forEach((name) => { flows[name] = numbers(packed[name], packed.rows); });
  // What files call an address, by the word of the address.
  flows.called = new Map();
  const called = packed.names ? packed.names.split(" ").map(Number) : [];
  for (let i = 0; i < called.length; i += 2) {
    flows.called.set(called[i], called[i + 1]);
  }
  flows.offset = new Int32Array(packed.rows + 1);
  for (let row = 0; row < packed.rows; row++) {
    flows.offset[row + 1] = flows.offset[row] + flows.points[row];
  }
  PER_POINT.forEach((name) => { flows[name] = numbers(packed[name], flows.offset[packed.rows]); });
  return flows;
};
const word = (flows, id) => id < 0 ? "" : flows.words[id];
const endAt = (ip, port) => (ip.includes(":") ? "[" + ip + "]" : ip) + ":" + port;
/** One end of a flow: its address with the port, and the name a reader knows. */
const partyOf = (flows, row, side) => {
  const ip = word(flows, flows[side][row]);
  const object = word(flows, flows[side + "Object"][row]);
  const port = flows[side + "Port"][row];
  const at = ip ? endAt(ip, port) : "";
  const called = word(flows, flows.called.get(flows[side][row]) ?? -1);
  return { ip, object, port, at, named: object ? object + ":" + port : called ? at + " (" + called + ")" : at };
};
/** Where the packets of a flow vanished; null when it did not fail or that cannot be told. */
const lostOf = (flows, row) => {
  if (flows.lost[row] < 0) {
    return null;
  }
  const [kind, way, after, before, text, doubts, ...sources] = word(flows, flows.lost[row]).split("\t");
  return { kind, way, after, before, text, doubts, sources };
};
/** A translation that nothing in the cluster explains; null when none was seen. */
const unexpectedOf = (flows, row) => {
  const [text, ...sources] = flows.unexpected[row] < 0 ? [""] : word(flows, flows.unexpected[row]).split("\t");
  return text ? { text, sources } : null;
};
const clock = (micros) => new Date(Math.floor(micros / 1000)).toISOString().slice(11, 23);
