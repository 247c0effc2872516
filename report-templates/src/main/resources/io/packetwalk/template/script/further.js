// Findings that have no room in full above: one fold for each kind of claim, in it one for each finding, with all that is known of it.
const PROOFS = 30;
const pill = (card, tone) => make("span", { class: "pill " + tone }, make("span", { class: "mark", "aria-hidden": "true" }), card.confidence);
/** As Card.tone() says it: what hurts nobody is calm whatever is proven of it. */
const toneOfCard = (card) => card.role === "observation" ? "possible" : { PROVEN: "proven", LIKELY: "likely" }[card.confidence] ?? "possible";
const byClaim = (cards) => [...grouped(cards, (card) => [card.id, card.role, card.confidence].join(" ")).values()];
const clause = (label, ...content) => make("div", {}, make("dt", {}, label), make("dd", {}, content));
const tickOf = (tick) => make("li", { class: tick.holds }, make("span", { class: "sign", "aria-hidden": "true" }, { yes: "✓", no: "✕" }[tick.holds] ?? "?"), make("span", { class: "vh" }, tick.holds + ": "), tick.text, tick.cites.slice(0, 12).map(({ text }) => [" ", cite(text)]));
const stepOf = (step) => make("li", { class: step.cause ? "cause" : "" }, make("span", { class: "where" }, step.place), " ", make("b", {}, step.kind), " ", make("span", { class: "said" }, step.text, step.cause ? make("strong", { class: "stop" }, " ▲ the cause") : ""), " ", make("span", { class: "basis " + step.basis }, step.basis), " ", make("span", { class: "cites" }, step.cites.map(({ text }) => [cite(text), " "])));
const wayOf = (way) => make("details", { open: unfolded(!way.ok) }, make("summary", {}, make("span", { class: "verdict " + (way.ok ? "ok" : "bad") }, way.verdict), " " + way.label), way.because ? make("p", { class: "because" }, way.because) : "", make("ol", {}, way.steps.map(stepOf)));
const walkOf = (walk) => make("section", { class: "steps", id: walk.anchor }, make("h4", {}, "Walk of ", make("code", {}, walk.question), " ", make("span", { class: "soft" }, walk.verdict + "; the client sees: " + walk.symptom)), walk.paths.map(wayOf));
const cardOf = (card) => make("div", {}, make("dl", { class: "claim" },
  clause("Why", card.why, card.affected ? make("span", { class: "soft" }, " " + card.affected) : ""),
  card.proofs.length ? clause("Proof", make("ol", { class: "proofs" }, card.proofs.slice(0, PROOFS).map((proof) => make("li", {}, proof.statement, " ", cite(proof.cite.text))))) : "",
  card.vanished.length ? clause("Captures saw", make("ul", { class: "plain" }, card.vanished.map((seen) => make("li", {}, seen.text, " ", make("span", { class: "soft" }, "(" + seen.flows + ")"), seen.cites.map(({ text }) => [" ", cite(text)]))))) : "",
  card.conditions.length ? clause(card.confidence + " because", make("ul", { class: "ticks" }, card.conditions.map(tickOf))) : "",
  card.rejected.length ? clause("It is not", make("ul", { class: "plain" }, card.rejected.map((look) => make("li", {}, make("code", {}, look.id), " ", look.why)))) : "",
  card.remedies.length ? clause("Do", card.remedies.map((remedy) => [command(remedy.command), make("p", { class: "risk " + remedy.level }, "Risk: " + remedy.risk + (remedy.undo ? "; undo: " + remedy.undo : ""))])) : "",
  card.then ? clause("Then confirm", card.then) : "",
  card.doubt ? clause("Would change our mind", card.doubt) : "",
  card.flows.length ? clause("Flows", card.flows.slice(0, 24).map((flow) => [link("#flow/" + flow, flow, "cite"), " "])) : ""),
  copying("Copy as Markdown", () => card.markdown), card.walks.map(walkOf));
const furtherSection = () => {
  const home = byId("further").querySelector("[data-home]");
  /** Its body is made when it is first opened: hundreds of them at once would keep a browser busy. */
  const row = (card) => {
    const body = make("div", { class: "body" });
    const box = make("details", { class: "row", id: card.anchor, tabindex: -1, "data-finding": true, ontoggle: () => box.open && !body.firstChild && put(body, cardOf(card)) }, make("summary", {}, card.what), body);
    return box;
  };
  const group = (cards) => {
    const [first] = cards;
    const tone = toneOfCard(first);
    return make("details", { class: "group " + tone, open: unfolded(cards.length <= 3) }, make("summary", {}, pill(first, tone), " ", make("code", {}, first.id), " ", make("b", {}, first.name), " ", make("span", { class: "soft" }, cards.length + " × " + first.role + ", " + first.severity)), cards.map((card) => row(card)));
  };
  const ready = chunk("further").then((cards) => put(home, byClaim(cards).map(group)));
  return { ready };
};
