package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.Words;
import io.packetwalk.template.Card;
import io.packetwalk.template.Page;
import io.packetwalk.template.Room;
import io.packetwalk.template.WalkView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lays a report out as a page, with as much in plain HTML as there is room for. */
final class Pages {
    /** Root causes with a card of their own in the answer: more would hide that the first ones matter most. */
    private static final int ANSWERED = 5;

    private static final int INCIDENTS = 8;
    private static final int NEXT = 3;

    private final Report report;
    private final Room room;
    private final Places places;

    Pages(Report report, Room room) {
        this.report = report;
        this.room = room;
        this.places = new Places(report.excerpts());
    }

    /** The page; {@code sections} are inflated when they are visited, those that have no room in full join them. */
    Page page(List<Page.Chunk> sections) {
        Cards quoted = new Cards(report, places, room.quotes());
        Cards plain = new Cards(report, places, 0);
        List<Report.Finding> told = Stream.concat(report.rootCauses().stream(), report.furtherFindings().stream())
                .toList();
        List<Card> full = told.stream().limit(room.full()).map(quoted::card).toList();
        List<Card> further = told.stream().skip(room.full()).map(plain::card).toList();
        List<Card> suppressed =
                report.suppressedFindings().stream().map(plain::card).toList();
        int causes = report.rootCauses().size();
        List<Page.Chunk> behind = new ArrayList<>(sections);
        if (!further.isEmpty()) {
            behind.add(Chunks.chunk("further", further));
        }
        return new Page(
                Neutral.of(String.join(" + ", report.bundle().inputs())),
                Mastheads.strip(report),
                Rails.of(report),
                Words.mood(report),
                Words.headline(report),
                Words.seen(report),
                full.subList(0, Math.min(Math.min(causes, ANSWERED), full.size())),
                incidents(Stream.concat(full.stream(), further.stream())
                        .map(Card::anchor)
                        .collect(Collectors.toSet())),
                Stream.concat(full.stream(), further.stream())
                        .filter(card -> card.role().equals(Words.role("would-fail-next")))
                        .limit(NEXT)
                        .toList(),
                asked(),
                new Page.Tally(
                        causes,
                        report.clusters().size(),
                        told.size() - causes,
                        report.clear().size(),
                        report.undetermined().size(),
                        report.notApplicable().size(),
                        report.crashed().size()),
                full,
                new Page.Further(
                        further.size(), further.stream().limit(room.rows()).toList()),
                IntStream.range(0, suppressed.size())
                        .limit(room.rows())
                        .mapToObj(at -> suppressed(report.suppressedFindings().get(at), suppressed.get(at)))
                        .toList(),
                FlowTables.of(
                        report.flows(),
                        told.stream().map(Report.Finding::fingerprint).collect(Collectors.toSet())),
                List.copyOf(behind),
                Covers.of(report, room.rows()),
                notes(),
                Math.max(0, report.notes().size() - room.rows()),
                Mastheads.about(report));
    }

    private static Page.Suppressed suppressed(Report.Finding finding, Card card) {
        Report.Suppression why = Objects.requireNonNull(finding.suppressed());
        return new Page.Suppressed(card, Neutral.of(why.reason()), why.until() == null ? "" : Neutral.of(why.until()));
    }

    /** One incident is the answer itself; several are told apart by how many failures each explains. */
    private List<Page.Incident> incidents(Set<String> anchors) {
        return report.clusters().size() < 2
                ? List.of()
                : report.clusters().stream()
                        .limit(INCIDENTS)
                        .map(incident -> incident(incident, anchors))
                        .toList();
    }

    private static Page.Incident incident(Report.Incident incident, Set<String> anchors) {
        return new Page.Incident(
                incident.affected().failed(),
                incident.affected().total(),
                incident.id().isEmpty() ? "no cause found" : Neutral.of(incident.id() + " " + incident.element()),
                incident.findings().stream()
                        .map(fingerprint -> "f/" + fingerprint)
                        .filter(anchors::contains)
                        .findFirst()
                        .map(anchor -> "#" + Places.fragment(anchor))
                        .orElse(""),
                Neutral.of(incident.what()),
                incident.window() == null ? "" : Words.span(incident.window()));
    }

    private List<Page.NoteRow> notes() {
        return report.notes().stream()
                .sorted(Comparator.comparingInt(
                        (Report.Note note) -> List.of("error", "warn", "hint").indexOf(note.severity())))
                .limit(room.rows())
                .map(note -> new Page.NoteRow(
                        note.severity(), note.code(), Neutral.of(note.source()), Neutral.of(note.text())))
                .toList();
    }

    /** Walks that belong to no finding: the one the reader asked about. */
    private List<WalkView> asked() {
        Set<Integer> shown = report.findings().stream()
                .flatMap(finding -> finding.walk() == null ? Stream.<Integer>empty() : Stream.of(finding.walk()))
                .collect(Collectors.toSet());
        return IntStream.range(0, report.walks().size())
                .filter(at -> !shown.contains(at))
                .limit(NEXT)
                .mapToObj(at -> Strips.walk(report, at, Set.of(), places))
                .toList();
    }
}
