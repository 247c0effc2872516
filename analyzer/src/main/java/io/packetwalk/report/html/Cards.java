package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.Ticket;
import io.packetwalk.report.text.Words;
import io.packetwalk.template.Card;
import io.packetwalk.template.WalkView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Findings as cards. */
final class Cards {
    private final Report report;
    private final Places places;
    private final int quotes;
    private final Set<Integer> walksShown = new HashSet<>();

    /** Cards whose first {@code quotes} pieces of evidence are quoted; the others are a link. */
    Cards(Report report, Places places, int quotes) {
        this.report = report;
        this.places = places;
        this.quotes = quotes;
    }

    Card card(Report.Finding finding) {
        return new Card(
                "f/" + finding.fingerprint(),
                finding.id(),
                finding.name(),
                finding.confidence(),
                Words.role(finding.role()),
                severity(finding.severity()),
                finding.subjects().stream()
                        .map(subject -> Neutral.of(subject.toString()))
                        .toList(),
                Neutral.of(finding.what()),
                Neutral.of(finding.why()),
                affected(finding.affected()),
                Vanishings.of(report, finding, places),
                finding.conditions().stream()
                        .map(condition -> new Card.Tick(
                                condition(condition.text()),
                                condition.holds().toLowerCase(Locale.ROOT),
                                places.cites(condition.sources())))
                        .toList(),
                proofs(finding.evidence()),
                finding.rejected().stream()
                        .map(look -> new Card.Look(look.id(), Neutral.of(look.why())))
                        .toList(),
                finding.remedies().stream().map(Cards::remedy).toList(),
                Neutral.of(finding.then()),
                Neutral.of(finding.wouldChangeOurMind()),
                walks(finding),
                finding.flows(),
                Ticket.finding(finding));
    }

    private List<Card.Proof> proofs(List<Report.Evidence> evidence) {
        List<Card.Proof> proofs = new ArrayList<>();
        for (Report.Evidence each : evidence) {
            proofs.add(new Card.Proof(
                    Neutral.of(each.statement()),
                    places.cite(each.source()),
                    proofs.size() < quotes ? places.quoteOnce(each.source()) : List.of()));
        }
        return proofs;
    }

    /** A walk that several findings share is drawn with the first of them. */
    private List<WalkView> walks(Report.Finding finding) {
        Integer at = finding.walk();
        if (at == null || at < 0 || at >= report.walks().size() || !walksShown.add(at)) {
            return List.of();
        }
        Set<String> proofs =
                finding.evidence().stream().map(Report.Evidence::source).collect(Collectors.toSet());
        return List.of(Strips.walk(report, at, proofs, places));
    }

    private static Card.Remedy remedy(Report.Remedy remedy) {
        String risk = Neutral.of(remedy.risk());
        String level = risk.split("[^a-z]", 2)[0];
        return new Card.Remedy(Neutral.of(remedy.command()), risk, level, Neutral.of(remedy.undo()));
    }

    /** A condition about a look-alike begins with codes: what holds is that it is not that. */
    private static String condition(String text) {
        return Neutral.of(text).replaceFirst("^(PW-\\d+(?: PW-\\d+)*): ", "not $1: ");
    }

    private static String affected(Report.Affected affected) {
        return affected.failed() == 0
                ? ""
                : "Explains " + affected.failed() + " failed of " + Words.count(affected.total(), "captured flow")
                        + " of this kind.";
    }

    private static String severity(String severity) {
        return switch (severity) {
            case "s1" -> "outage";
            case "s2" -> "partial or intermittent";
            default -> "latent";
        };
    }
}
