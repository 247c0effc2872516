package io.packetwalk.template;

import java.util.List;

/**
 * One finding.
 *
 * @param anchor its fragment, for example {@code f/PW-034~k3x9}
 * @param id {@code PW-034}
 * @param name {@code kubeproxy-rules-drift}
 * @param confidence {@code PROVEN}, {@code LIKELY} or {@code POSSIBLE}
 * @param role what part it plays, in words
 * @param severity what it does to users, in words
 * @param subjects what it is about
 * @param what the failure
 * @param why the cause
 * @param affected the failed flows it explains, with their base; may be empty
 * @param vanished where captures saw these flows end, what is sure first
 * @param conditions what the confidence rests on
 * @param proofs evidence
 * @param rejected look-alikes
 * @param remedies what to do
 * @param then how to confirm, may be empty
 * @param doubt what would change our mind, may be empty
 * @param walks the walk that shows it, as a list of none or one
 * @param flows ids of the flows it explains
 * @param markdown the finding for a ticket
 */
public record Card(
        String anchor,
        String id,
        String name,
        String confidence,
        String role,
        String severity,
        List<String> subjects,
        String what,
        String why,
        String affected,
        List<Vanished> vanished,
        List<Tick> conditions,
        List<Proof> proofs,
        List<Look> rejected,
        List<Remedy> remedies,
        String then,
        String doubt,
        List<WalkView> walks,
        List<String> flows,
        String markdown) {

    /** The confidence as a class of the style sheet; what hurts nobody is calm whatever is proven of it. */
    public String tone() {
        return role.equals("observation")
                ? "possible"
                : switch (confidence) {
                    case "PROVEN" -> "proven";
                    case "LIKELY" -> "likely";
                    default -> "possible";
                };
    }

    /** What the answer has room for: the first thing to do, and whatever else changes something; what only reads stands in the finding. */
    public List<Remedy> first() {
        return remedies.stream()
                .filter(remedy ->
                        remedy.equals(remedies.getFirst()) || !remedy.level().equals("none"))
                .toList();
    }

    /** A condition; {@code holds} is {@code yes}, {@code no} or {@code unknown}. */
    public record Tick(String text, String holds, List<Cite> cites) {
        /** The first of its places that the page quotes, empty when none. */
        public String link() {
            return cites.stream()
                    .map(Cite::href)
                    .filter(href -> !href.isEmpty())
                    .findFirst()
                    .orElse("");
        }

        /** A sign beside the word, for readers who scan. */
        public String sign() {
            return switch (holds) {
                case "yes" -> "✓";
                case "no" -> "✕";
                default -> "?";
            };
        }
    }

    /** What captures saw of so many flows; {@code sure} unless it is only where they were seen last. */
    public record Vanished(String text, String flows, boolean sure, List<Cite> cites) {}

    /** A statement, its place and the quote; the quote is missing when another finding on the page already has it. */
    public record Proof(String statement, Cite cite, List<Quote> quotes) {}

    /** A look-alike and why it is not that. */
    public record Look(String id, String why) {}

    /** A command, its risk as text and as {@code none}, {@code low}, {@code medium} or {@code high}, and the way back. */
    public record Remedy(String command, String risk, String level, String undo) {}
}
