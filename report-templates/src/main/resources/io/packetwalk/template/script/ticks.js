/** Steps that people count time in, in milliseconds. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 21600e3, 43200e3, 86400e3, 604800e3, 2592000e3, 31536000e3];
const AT_MOST = 6;
/** Round times between two times in microseconds, few enough to be read, and how each is written: as much of date and time as tells them apart. */
const ticksOf = (from, to) => {
  const step = 1000 * (STEPS.find((each) => (to - from) / 1000 / each <= AT_MOST) ?? STEPS.at(-1));
  const ticks = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to && ticks.length < 50; tick += step) {
    ticks.push(tick);
  }
  const days = isoOf(from).slice(0, 10) !== isoOf(to).slice(0, 10);
  const label = (tick) => step >= 86400e6 ? isoOf(tick).slice(0, 10) : days ? isoOf(tick).slice(5, 16).replace("T", " ") : isoOf(tick).slice(11, step < 1e6 ? 23 : 19);
  return { ticks, label };
};
