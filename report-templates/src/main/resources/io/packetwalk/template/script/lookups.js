// Names that were looked up: per client its resolv.conf, what it asked in which order, and what it was told.
const CLIENTS = 40;
const LOOKUPS = 25;
const ANSWERED = { resolved: "ok", nxdomain: "unclear", nodata: "unclear" };
const lookupsSection = () => {
  const home = byId("dns").querySelector("[data-home]");
  const list = make("div");
  const question = (each) => make("tr", {}, make("td", { class: "time" }, each.at.slice(11, 23)), make("td", {}, make("code", {}, each.qname), " ", make("span", { class: "soft" }, each.qtype)), make("td", {}, make("span", { class: "verdict " + (each.rcode === "NOERROR" ? "ok" : each.rcode === "NXDOMAIN" ? "unclear" : "bad") }, each.rcode || "no answer")),
    make("td", {}, each.answers.map((answer) => make("div", {}, make("code", {}, answer)))), make("td", { class: "num" }, each.millis === null ? "" : each.millis.toFixed(1) + " ms"), make("td", { class: "num" }, each.sent > 1 ? each.sent + " times" : "once"), make("td", {}, cite(each.source)));
  /** From the first question to the last answer that came, as far as both are known. */
  const took = (questions) => {
    const ends = questions.filter((each) => each.millis !== null).map((each) => microsOf(each.at) / 1000 + each.millis);
    return ends.length ? (Math.max(...ends) - Math.min(...questions.map((each) => microsOf(each.at))) / 1000).toFixed(1) + " ms" : "";
  };
  const missed = (each) => each.questions.filter((one) => one.rcode === "NXDOMAIN").length;
  const lookup = (each, index, asker) => make("details", { class: "item", open: unfolded(!ANSWERED[each.outcome]) }, make("summary", {}, make("code", { class: "what" }, each.name), make("span", { class: "verdict " + (ANSWERED[each.outcome] ?? "bad") }, each.outcome), make("span", {}, plural(each.questions.length, "question"), missed(each) ? make("span", { class: "soft" }, ", " + missed(each) + " in vain") : ""), make("span", { class: "num" }, took(each.questions)), make("span", { class: "soft" }, "asked ", make("code", {}, each.server))),
    make("div", { class: "inside" }, table("Questions of " + asker + " for " + each.name + ", lookup " + (index + 1), ["Asked", "Question", "Answer", "Addresses", "Took", "Sent", "Where"], each.questions.map(question), "questions")));
  const client = (each) => {
    const shown = each.lookups.filter((one) => one.questions.some((asked) => within(asked.at)));
    return shown.length ? make("article", { class: "list lookups" }, make("header", { class: "heading" }, make("h3", {}, make("code", {}, each.name), " ", make("span", { class: "soft" }, each.address === each.name ? "" : each.address)),
      make("p", {}, plural(each.total, "lookup") + ", " + plural(each.queries, "question") + ", ", each.failed ? make("b", { class: "bad" }, each.failed + " failed") : "none failed"),
      each.resolver ? make("p", { class: "soft" }, "nameserver ", make("code", {}, each.resolver.nameservers.join(" ")), " · search ", make("code", {}, each.resolver.search.join(" ") || "none"), " · ndots " + each.resolver.ndots + " ", cite(each.resolver.source)) : make("p", { class: "soft" }, "Its resolv.conf was not dumped, so the list of names it must try is not known.")),
      shown.slice(0, LOOKUPS).map((one, index) => lookup(one, index, each.name)), shown.length > LOOKUPS ? make("p", { class: "soft" }, plural(shown.length - LOOKUPS, "lookup") + " more; choose a shorter time, or packetwalk flows BUNDLE dns") : "", each.total > each.lookups.length ? make("p", { class: "soft" }, each.lookups.length + " of " + each.total + " lookups kept, failed ones first.") : "") : null;
  };
  const ready = chunk("dns").then((all) => {
    if (!all.total) {
      put(home, make("p", { class: "lead" }, "No name lookup was captured. That says nothing about whether names resolve."));
      return;
    }
    // Thousands of tables would keep a browser busy for seconds at every step.
    const paint = () => put(list, ...all.clients.slice(0, CLIENTS).map(client).filter(Boolean), all.clients.length > CLIENTS ? make("p", { class: "soft" }, plural(all.clients.length - CLIENTS, "client") + " more, those with fewer failed lookups.") : "");
    const outcomes = Object.entries(all.outcomes).map(([outcome, count]) => make("li", { class: ["servfail", "refused", "timeout"].includes(outcome) ? "bad" : "" }, make("b", {}, count), " " + outcome));
    put(home, make("p", { class: "lead" }, make("b", {}, all.total), " lookups took ", make("b", {}, all.queries), ` questions (${(all.queries / all.total).toFixed(1)} each); ${all.nxdomain} of them, ${Math.round(all.nxdomain / Math.max(1, all.queries) * 100)} %, were answered NXDOMAIN, which search lists produce.`), make("ul", { class: "states" }, outcomes), list);
    onSpan(paint);
  });
  return { ready };
};
