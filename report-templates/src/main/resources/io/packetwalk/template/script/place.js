// Where the reader is: #PLACE?q=FILTER&theme=dark&shot=1. Everything a link must carry stands in the fragment, nothing in storage.
const read = () => {
  const text = location.hash.slice(1);
  const cut = text.indexOf("?");
  const place = cut < 0 ? text : text.slice(0, cut);
  let plain = place;
  try {
    plain = decodeURIComponent(place);
  } catch {
    // A link that was cut or mangled leads to the answer.
  }
  return { place: plain, state: new URLSearchParams(cut < 0 ? "" : text.slice(cut + 1)) };
};
const written = (place, state) => "#" + fragment(place) + (state.size ? "?" + state.toString().replaceAll("+", "%20") : "");
/** The fragment of a place with the state that goes everywhere. */
const at = (place, changes = {}) => {
  const state = new URLSearchParams(read().state);
  for (const [key, value] of Object.entries(changes)) {
    value ? state.set(key, value) : state.delete(key);
  }
  return written(place, state);
};
/** Changes the state without leaving an entry in the history for each letter typed. */
const keep = (changes, place = read().place) => {
  history.replaceState(null, "", at(place, changes));
  document.dispatchEvent(new Event("state"));
};
const query = () => read().state.get("q") ?? "";
/** The times that the filter leaves, for what is no flow: microseconds, open ends included. */
const span = () => {
  const found = { from: -Infinity, to: Infinity };
  try {
    for (const { key, value, not } of words(query())) {
      const time = key === "after" || key === "before" ? moment(value) : null;
      if (time && !time.day && !not) {
        key === "after" ? found.from = time.micros : found.to = time.micros;
      }
    }
  } catch {
    // A filter that is being typed restricts nothing yet; its own box says what is wrong.
  }
  return found;
};
/** Draws now, and again whenever the chosen time is another; other changes of the state leave what a reader has opened as it is. */
const onSpan = (paint) => {
  let drawn = null;
  const look = () => {
    const { from, to } = span();
    const chosen = from + " " + to;
    if (chosen !== drawn) {
      drawn = chosen;
      paint();
    }
  };
  document.addEventListener("state", look);
  look();
};
const microsOf = (text) => {
  const parts = /^(.*?)(?:\.(\d+))?Z$/.exec(text);
  return parts ? Date.parse(parts[1] + "Z") * 1000 + +((parts[2] ?? "") + "000000").slice(0, 6) : NaN;
};
const isoOf = (micros) => new Date(Math.floor(micros / 1000)).toISOString();
const within = (text) => {
  const { from, to } = span();
  const time = microsOf(text);
  return time >= from && time < to;
};
