package io.packetwalk.report;

import io.packetwalk.check.CheckId;
import io.packetwalk.check.Evidence;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.diagnosis.Incidents;
import io.packetwalk.check.diagnosis.Ranked;
import io.packetwalk.check.diagnosis.Unexplained;
import io.packetwalk.check.witness.Sighted;
import io.packetwalk.evidence.Coverage;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Reading;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Flows;
import io.packetwalk.report.section.FlowColumnsDraft;
import io.packetwalk.report.section.Sections;
import io.packetwalk.report.section.SectionsDraft;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the report: names, orders and quotes what the analysis found. Draws no conclusion of its own. */
public final class Draft {
    /** Rows kept in the report itself; the whole list is the business of {@code flows}. */
    static final int FLOW_ROWS = 120;

    private static final int CONTEXT_LINES = 3;

    private final Material material;
    private final List<Walk> walks;

    /** The same walks in the same order, held against captures. */
    private final List<Walk> shown;

    private final FlowRows rows;
    private final List<Flow> telling;

    /** Read from the bundle while the sections are drawn. */
    private final Supplier<Map<Source, Excerpt>> excerpts;

    private Draft(Material material) {
        this.material = material;
        this.walks = walks(material);
        this.shown = Sighted.of(walks, material.examined().flows());
        this.rows = new FlowRows(material.examined().cluster(), material.diagnosis());
        this.telling = rows.telling(material.examined().flows(), FLOW_ROWS);
        SortedSet<Source> cited = cited();
        this.excerpts = new Begun<>(
                "quoting", () -> Quotes.neutralised(material.excerpts().around(cited, CONTEXT_LINES)));
    }

    /** The report of an analysis. Same material, same report. */
    public static Report of(Material material, String version) {
        return new Draft(material).report(version);
    }

    private Report report(String version) {
        Map<CheckId, Outcome> outcomes = new TreeMap<>(material.diagnosis().outcomes());
        List<String> clear = new ArrayList<>();
        List<String> notApplicable = new ArrayList<>();
        List<Report.Undetermined> undetermined = new ArrayList<>();
        List<Report.Crashed> crashed = new ArrayList<>();
        outcomes.forEach((check, outcome) -> {
            switch (outcome) {
                case Outcome.Found _found -> {}
                case Outcome.Clear _clear -> clear.add(check.code());
                case Outcome.NotApplicable _none -> notApplicable.add(check.code());
                case Outcome.Undetermined(var missing) ->
                    undetermined.add(new Report.Undetermined(
                            check.code(), missing.stream().map(Traces::missing).toList()));
                case Outcome.Crashed(String error) -> crashed.add(new Report.Crashed(check.code(), Neutral.of(error)));
            }
        });
        Report.FlowSummary flows = flows();
        Sections sections = SectionsDraft.of(
                material.examined(),
                material.diagnosis(),
                walks,
                material.readings(),
                allNotes().toList(),
                () -> excerpts.get().keySet().stream().map(Source::artifact).collect(Collectors.toSet()),
                material.datapaths().values().stream().flatMap(List::stream).toList());
        return new Report(
                Report.SCHEMA_VERSION,
                new Report.Tool("packetwalk", version),
                Survey.bundle(material),
                material.diagnosis().findings().stream().map(this::finding).toList(),
                clear,
                undetermined,
                notApplicable,
                crashed,
                shown.stream().map(Traces::of).toList(),
                flows,
                material.readings().stream()
                        .map(Reading::coverage)
                        .sorted(Comparator.comparing(Coverage::artifact))
                        .map(Draft::coverage)
                        .toList(),
                allNotes()
                        .map(note -> new Report.Note(
                                note.code(),
                                note.severity().name().toLowerCase(Locale.ROOT),
                                note.source().toString(),
                                Neutral.of(note.text())))
                        .toList(),
                List.copyOf(excerpts.get().values()),
                Survey.presence(material.examined().cluster()),
                sections,
                Incidents.of(material.examined(), material.diagnosis()).stream()
                        .map(Plan::incident)
                        .toList(),
                Plan.of(undetermined, Gaps.objects(material.examined().cluster())));
    }

    private Report.Finding finding(Ranked ranked) {
        Finding finding = ranked.finding();
        return new Report.Finding(
                ranked.rank(),
                finding.id().code(),
                finding.id().name(),
                ranked.fingerprint(),
                finding.confidence().name(),
                finding.severity().word(),
                finding.id().layer(),
                ranked.role().word(),
                finding.subjects().stream().map(Draft::subject).toList(),
                Neutral.of(finding.what()),
                Neutral.of(finding.why()),
                finding.evidence().stream().map(this::evidence).toList(),
                finding.conditions().stream()
                        .map(condition -> new Report.Condition(
                                Neutral.of(condition.text()),
                                condition.holds().name(),
                                Traces.places(condition.sources())))
                        .toList(),
                finding.rejected().stream()
                        .map(rejected -> new Report.Rejected(rejected.code(), Neutral.of(rejected.why())))
                        .toList(),
                finding.remedies().stream()
                        .map(remedy -> new Report.Remedy(
                                Neutral.of(remedy.command()), Neutral.of(remedy.risk()), Neutral.of(remedy.undo())))
                        .toList(),
                Neutral.of(finding.then()),
                Neutral.of(finding.wouldChangeOurMind()),
                finding.explains(),
                new Report.Affected(finding.explains().size(), finding.total()),
                finding.walk().map(this::indexOf).orElse(null),
                null);
    }

    private @Nullable Integer indexOf(Walk walk) {
        int at = walks.indexOf(walk);
        return at < 0 ? null : at;
    }

    private static Report.Subject subject(ObjectRef ref) {
        return new Report.Subject(
                Neutral.of(ref.kind()),
                ref.namespace().isEmpty() ? null : Neutral.of(ref.namespace()),
                Neutral.of(ref.name()));
    }

    private Report.Evidence evidence(Evidence evidence) {
        return new Report.Evidence(
                Neutral.of(evidence.statement()),
                evidence.source().toString(),
                Optional.ofNullable(excerpts.get().get(evidence.source()))
                        .map(Excerpt::citedLine)
                        .orElse(""));
    }

    private Report.FlowSummary flows() {
        Flows flows = material.examined().flows();
        FlowColumnsDraft columns = new FlowColumnsDraft(material.examined().cluster(), rows.findings());
        Map<String, Integer> byState = new TreeMap<>();
        for (Flow flow : flows.all()) {
            byState.merge(flow.state().word(), 1, Integer::sum);
        }
        return new Report.FlowSummary(
                flows.all().size(),
                flows.failed().size(),
                byState,
                telling.stream().map(rows::row).toList(),
                columns.facets(flows),
                columns.of(flows, material.maxFlows()));
    }

    private static Report.Coverage coverage(Coverage read) {
        return new Report.Coverage(
                read.artifact(),
                read.format(),
                read.lines(),
                read.modelled(),
                read.ignored(),
                read.unmodelled(),
                read.unrecognised(),
                read.malformed());
    }

    private Stream<Note> allNotes() {
        return Stream.of(
                        material.notes().stream(),
                        material.readings().stream().flatMap(reading -> reading.notes().stream()),
                        material.examined().cluster().notes().stream(),
                        Unexplained.notes(material.examined(), material.diagnosis()).stream(),
                        Gaps.notes(material.examined().cluster()).stream())
                .flatMap(notes -> notes)
                .distinct()
                .sorted(Comparator.comparing(Note::source)
                        .thenComparing(Note::code)
                        .thenComparing(Note::text));
    }

    /** The walk that was asked about comes first, then those of the findings by rank, each once. */
    private static List<Walk> walks(Material material) {
        Stream<Walk> asked = material.examined().asked().stream()
                .map(question -> material.examined().walks().of(question));
        Stream<Walk> shown =
                material.diagnosis().findings().stream().flatMap(ranked -> ranked.finding().walk().stream());
        return Stream.concat(asked, shown).distinct().toList();
    }

    private SortedSet<Source> cited() {
        SortedSet<Source> places = new TreeSet<>();
        for (Ranked ranked : material.diagnosis().findings()) {
            ranked.finding().evidence().forEach(evidence -> places.add(evidence.source()));
            ranked.finding().conditions().forEach(condition -> places.addAll(condition.sources()));
        }
        for (Flow flow : telling) {
            flow.loss().ifPresent(loss -> places.addAll(loss.sources()));
            flow.unexpected().ifPresent(odd -> places.addAll(odd.sources()));
        }
        for (Walk walk : shown) {
            for (Path path : walk.paths()) {
                places.addAll(path.by());
                for (Step step : path.steps()) {
                    places.addAll(step.sources());
                }
            }
        }
        return places;
    }
}
