// The filter language, word by word, as packetwalk's own Word.java reads it. The table of cases in filter/cases.txt holds both together.
const words = (filter) => {
  const found = [];
  let at = 0;
  while (at < filter.length) {
    if (/\s/.test(filter[at])) {
      at++;
      continue;
    }
    const not = filter[at] === "!";
    at += not ? 1 : 0;
    const key = /^\p{L}+(?=:)/u.exec(filter.slice(at))?.[0] ?? "";
    at += key ? key.length + 1 : 0;
    let value;
    if (filter[at] === '"') {
      const close = filter.indexOf('"', at + 1);
      if (close < 0) {
        throw new SyntaxError("the quote in " + filter.slice(at) + " is never closed");
      }
      value = filter.slice(at + 1, close);
      at = close + 1;
    } else {
      value = /^\S*/.exec(filter.slice(at))[0];
      at += value.length;
    }
    if (!value) {
      throw new SyntaxError(key ? key + ": needs a value" : "'!' or '\"\"' alone asks for nothing");
    }
    found.push({ not, key, value });
  }
  return found;
};
/** A time of day as microseconds since midnight, or a whole RFC 3339 time as microseconds since 1970; null when it is neither. */
const moment = (text) => {
  const parts = /^(?:(\d{4}-\d{2}-\d{2})T)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?$/i.exec(text);
  if (!parts || +parts[2] > 23 || +parts[3] > 59 || +(parts[4] ?? 0) > 59) {
    return null;
  }
  const ofDay = ((+parts[2] * 60 + +parts[3]) * 60 + +(parts[4] ?? 0)) * 1e6 + +((parts[5] ?? "") + "000000").slice(0, 6);
  const day = parts[1] ? Date.parse(parts[1] + "T00:00:00Z") * 1000 : null;
  return Number.isNaN(day) ? null : { day: day === null, micros: (day ?? 0) + ofDay };
};
const DAY = 86400e6;
const quoted = (value) => /\s/.test(value) ? '"' + value + '"' : value;
