// Which flows does the reader mean? A word first picks among the dictionary, so that the scan compares numbers only.
const SILENT = ["dropped", "lost", "timeout"];
const NOTHING_BACK = ["half-open", "no-reply", "unanswered"];
const UNHURT = ["established", "closed", "partial", "dns-nxdomain"];
const STATES = ["dns-error", "dns-nxdomain", "dns-servfail", "dropped", "established", "failed", "half-open", "icmp-error", "lost", "no-reply", "ok", "partial", "refused",
  "reset", "stalled", "timeout", "unanswered"];
// Names as Proto.java reads them; the first of a number is the one it prints.
const PROTOS = { icmp: 1, ipip: 4, ipencap: 4, tcp: 6, udp: 17, dccp: 33, ipv6: 41, gre: 47, esp: 50, ah: 51, icmpv6: 58, "ipv6-icmp": 58, sctp: 132, udplite: 136 };
const failed = (state) => !UNHURT.includes(state);
const toneOf = (state) => state === "partial" ? "unclear" : failed(state) ? "bad" : "ok";
const picked = (flows, test) => Uint8Array.from(flows.lower, (text) => test(text) ? 1 : 0);
const rowText = (flows, row) => {
  const ends = ["client", "server", "reached"].map((side) => partyOf(flows, row, side)).filter((end) => end.at);
  const dns = word(flows, flows.dns[row]).split(" ");
  return ["f" + flows.ids[row], word(flows, flows.proto[row]), ...ends.flatMap((end) => [end.named, end.at]), word(flows, flows.state[row]),
    flows.dns[row] < 0 ? "" : "dns " + dns[0] + " " + (dns[2] ?? ""), word(flows, flows.findings[row])].join(" ").toLowerCase();
};
/** The columns of some ends of a flow. */
const endsOf = (flows, sides) => sides.map((side) => ({ ip: flows[side], object: flows[side + "Object"], port: flows[side + "Port"] }));
/**
 * Behind a name or an address stands its port: a word may be a part of the port, or reach over the colon. Null when this word cannot.
 * Texts are compared once for each word of the dictionary, so that a hundred thousand rows cost milliseconds.
 */
const portTest = (flows, value, sides, both) => {
  const cut = value.lastIndexOf(":");
  const tail = value.slice(cut + 1);
  if (!/^\d*$/.test(tail)) {
    return null;
  }
  const head = value.slice(0, Math.max(0, cut));
  const fits = cut < 0 ? (port) => String(port).includes(tail) : (port) => String(port).startsWith(tail);
  const pick = picked(flows, (text) => (text.includes(":") ? "[" + text + "]" : text).endsWith(head));
  const ends = endsOf(flows, sides);
  return (row) => {
    for (const { ip, object, port } of ends) {
      const named = object[row] < 0 ? ip[row] : object[row];
      if (ip[row] >= 0 && (pick[named] === 1 || both && pick[ip[row]] === 1) && fits(port[row])) {
        return true;
      }
    }
    return false;
  };
};
/** Names that files have for addresses stand behind the address of an end that has no other; null when this word is in none of them. */
const calledTest = (flows, value, sides) => {
  const pick = new Set([...flows.called].filter(([, name]) => ("(" + flows.lower[name] + ")").includes(value)).map(([ip]) => ip));
  const ends = endsOf(flows, sides);
  return pick.size === 0 ? null : (row) => ends.some(({ ip, object }) => object[row] < 0 && pick.has(ip[row]));
};
const sideTest = (flows, value, sides) => {
  if (/\s/.test(value)) {
    return (row) => sides.some((side) => partyOf(flows, row, side).named.toLowerCase().includes(value));
  }
  const inside = network(value);
  const pick = picked(flows, inside ?? ((text) => text.includes(value)));
  const port = inside ? null : portTest(flows, value, sides, false);
  const called = inside ? null : calledTest(flows, value, sides);
  const ends = endsOf(flows, sides);
  return (row) => {
    for (const { ip, object } of ends) {
      if (ip[row] >= 0 && pick[inside || object[row] < 0 ? ip[row] : object[row]] === 1) {
        return true;
      }
    }
    return (port !== null && port(row)) || (called !== null && called(row));
  };
};
const textTest = (flows, value) => {
  if (/[\s[\]]/.test(value)) {
    return (row) => rowText(flows, row).includes(value);
  }
  const pick = picked(flows, (text) => text.includes(value));
  const columns = ["proto", "client", "clientObject", "server", "serverObject", "reached", "reachedObject", "state", "findings"].map((name) => flows[name]);
  // The type stands between name and answer in the dictionary, but not in what the reader is told to search.
  const asked = picked(flows, (text) => { const [name, , rcode] = text.split(" "); return ("dns " + name + " " + (rcode ?? "")).includes(value); });
  const port = portTest(flows, value, ["client", "server", "reached"], true);
  const called = calledTest(flows, value, ["client", "server", "reached"]);
  const numbered = /^f?\d*$/.test(value);
  return (row) => {
    for (const column of columns) {
      if (column[row] >= 0 && pick[column[row]]) {
        return true;
      }
    }
    return (flows.dns[row] >= 0 && asked[flows.dns[row]] === 1) || (port !== null && port(row)) || (called !== null && called(row)) || (numbered && ("f" + flows.ids[row]).includes(value));
  };
};
const timeTest = (flows, key, value) => {
  const at = moment(value);
  if (!at) {
    throw new SyntaxError(key + ": needs a time such as 10:03 or 2026-11-20T10:03:05Z, not " + value);
  }
  return (row) => {
    const start = flows.epoch + flows.start[row];
    const seen = at.day ? ((start % DAY) + DAY) % DAY : start;
    return key === "after" ? seen >= at.micros : seen < at.micros;
  };
};
const stateTest = (flows, value) => {
  if (!STATES.includes(value)) {
    throw new SyntaxError("unknown verdict " + value + ". Known: " + STATES.join(" "));
  }
  const means = value === "failed" ? failed : value === "ok" ? (state) => !failed(state)
    : SILENT.includes(value) ? (state) => NOTHING_BACK.includes(state) : (state) => state === value;
  const pick = picked(flows, means);
  return (row) => pick[flows.state[row]] === 1;
};
const nodeTest = (flows, value) => {
  const pick = Uint8Array.from(flows.words, (text) => text.split("\t")[2] === value ? 1 : 0);
  return (row) => {
    for (let at = flows.offset[row]; at < flows.offset[row + 1]; at++) {
      if (pick[flows.point[at]]) {
        return true;
      }
    }
    return false;
  };
};
const protoTest = (flows, value) => {
  const wanted = PROTOS[value] ?? (/^\d{1,3}$/.test(value) && +value < 256 ? +value : -1);
  if (wanted < 0) {
    throw new SyntaxError("unknown protocol " + value);
  }
  const pick = picked(flows, (text) => (PROTOS[text] ?? text) == wanted);
  return (row) => pick[flows.proto[row]] === 1;
};
const rateTest = (flows, value) => {
  const parts = /^([<>])(\d{1,12})([kmg]?)$/.exec(value);
  if (!parts) {
    throw new SyntaxError("goodput: needs bytes a second such as <100k or >2m, not " + value);
  }
  const bound = +parts[2] * ({ k: 1e3, m: 1e6, g: 1e9 }[parts[3]] ?? 1);
  return (row) => flows.goodput[row] >= 0 && (parts[1] === "<" ? flows.goodput[row] < bound : flows.goodput[row] > bound);
};
const TESTS = {
  "": textTest,
  after: (flows, value) => timeTest(flows, "after", value),
  before: (flows, value) => timeTest(flows, "before", value),
  finding: (flows, value) => {
    const pick = picked(flows, (text) => text.split(" ").some((each) => each.startsWith(value)));
    return (row) => flows.findings[row] >= 0 && pick[flows.findings[row]] === 1;
  },
  from: (flows, value) => sideTest(flows, value, ["client"]),
  goodput: rateTest,
  node: nodeTest,
  port: (flows, value) => {
    if (!/^\d{1,5}$/.test(value)) {
      throw new SyntaxError("port: needs a number, not " + value);
    }
    return (row) => flows.serverPort[row] === +value || flows.reachedPort[row] === +value;
  },
  proto: protoTest,
  to: (flows, value) => sideTest(flows, value, ["server", "reached"]),
  verdict: stateTest,
};
/** Row numbers of the flows that a filter lets pass. */
const matching = (flows, filter) => {
  const tests = words(filter).map(({ not, key, value }) => {
    if (!Object.hasOwn(TESTS, key)) {
      throw new SyntaxError("unknown filter key " + key + ". Known: " + Object.keys(TESTS).filter(Boolean).join(" "));
    }
    return { not, holds: TESTS[key](flows, key === "node" ? value : value.toLowerCase()) };
  });
  const hits = new Uint32Array(flows.rows);
  let count = 0;
  for (let row = 0; row < flows.rows; row++) {
    let pass = true;
    for (const { not, holds } of tests) {
      if (holds(row) === not) {
        pass = false;
        break;
      }
    }
    if (pass) {
      hits[count++] = row;
    }
  }
  return hits.subarray(0, count);
};
