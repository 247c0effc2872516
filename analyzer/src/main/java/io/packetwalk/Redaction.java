package io.packetwalk;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.redact.Lessons;
import io.packetwalk.redact.Redacted;
import io.packetwalk.redact.Redactor;
import io.packetwalk.redact.Scan;
import io.packetwalk.redact.packet.Payloads;
import io.packetwalk.redact.pseudonym.Key;
import io.packetwalk.redact.pseudonym.Pseudonyms;
import io.packetwalk.redact.pseudonym.Vocabulary;
import io.packetwalk.report.Report;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A bundle under pseudonyms: what belongs to somebody is learned in two passes and replaced in a third. */
public final class Redaction {
    private final Bundle bundle;
    private final Vocabulary vocabulary;
    private final Pseudonyms pseudonyms;
    private final Redactor redactor;

    private Redaction(Bundle bundle, Vocabulary vocabulary, Pseudonyms pseudonyms, Redactor redactor) {
        this.bundle = bundle;
        this.vocabulary = vocabulary;
        this.pseudonyms = pseudonyms;
        this.redactor = redactor;
    }

    /**
     * Learns what the bundle names.
     *
     * @param words pseudonyms of an earlier bundle under the same key
     * @param keep names that stay
     * @throws IOException when the bundle cannot be read
     */
    public static Redaction of(
            Bundle bundle, Intake intake, Key key, Map<String, String> words, Set<String> keep, Payloads payloads)
            throws IOException {
        Vocabulary vocabulary = new Vocabulary(keep);
        Belongings.learn(intake.readings(), vocabulary);
        bundle.forEach(new Lessons(vocabulary));
        Pseudonyms pseudonyms = new Pseudonyms(key, vocabulary, words);
        Redactor redactor = new Redactor(pseudonyms, payloads, Belongings.secretFiles(intake.readings()));
        return new Redaction(bundle, vocabulary, pseudonyms, redactor);
    }

    /** Writes the tar; {@code out} stays open. */
    public Redacted write(OutputStream out) throws IOException {
        return redactor.write(bundle, out);
    }

    /** Words, and addresses, subnets and chains, by their originals. Whole after {@link #write}. */
    public Pseudonyms pseudonyms() {
        return pseudonyms;
    }

    /** Names that were given pseudonyms. */
    public int names() {
        return vocabulary.count();
    }

    /** Places in the redacted bundle where an original name or address still stands. */
    public List<String> left(Bundle redacted) throws IOException {
        Scan scan = new Scan(vocabulary, pseudonyms);
        redacted.forEach(scan);
        return scan.found();
    }

    /**
     * What the two analyses say differently.
     *
     * @param before of the original
     * @param after of the redacted bundle
     */
    public Comparison compared(Report before, Report after) {
        List<String> expected = verdicts(before, redactor::replaced).sorted().toList();
        List<String> actual = verdicts(after, word -> word).sorted().toList();
        List<String> lost = minus(expected, actual);
        List<String> added = minus(actual, expected);
        return new Comparison(expected.size(), lost, added);
    }

    /**
     * Verdicts of two analyses.
     *
     * @param verdicts how many the original has
     * @param lost those that the redacted bundle does not give, under pseudonyms
     * @param added those that only the redacted bundle gives
     */
    public record Comparison(int verdicts, List<String> lost, List<String> added) {
        public boolean identical() {
            return lost.isEmpty() && added.isEmpty();
        }
    }

    private static List<String> minus(List<String> all, List<String> others) {
        List<String> rest = new java.util.ArrayList<>(all);
        others.forEach(rest::remove);
        return List.copyOf(rest);
    }

    /** Everything a reader relies on, as lines that hold names but no wording. */
    private static Stream<String> verdicts(Report report, UnaryOperator<String> named) {
        Stream<String> findings = report.findings().stream().map(finding -> verdict(finding, named));
        Stream<String> others = Stream.of(
                        report.clear().stream().map(id -> id + " clear"),
                        report.undetermined().stream()
                                .map(undecided -> undecided.id() + " undetermined, lacks "
                                        + undecided.missing().size()),
                        report.notApplicable().stream().map(id -> id + " not applicable"),
                        report.crashed().stream().map(crashed -> crashed.id() + " crashed"),
                        report.walks().stream()
                                .map(walk -> "walk " + walk.question().from() + " to "
                                        + walk.question().to() + " " + walk.verdict() + " " + walk.symptom() + " "
                                        + walk.paths().size()),
                        report.presence().stream().map(each -> each.kind() + " of " + each.node() + " " + each.state()),
                        Stream.of("flows " + report.flows().total() + " failed "
                                + report.flows().failed() + " "
                                + new java.util.TreeMap<>(report.flows().byState())))
                .flatMap(each -> each);
        return Stream.concat(findings, others.map(named));
    }

    private static String verdict(Report.Finding finding, UnaryOperator<String> named) {
        List<String> subjects = finding.subjects().stream()
                .map(subject -> named.apply(" " + subject))
                .sorted()
                .toList();
        List<String> conditions = finding.conditions().stream()
                .map(Report.Condition::holds)
                .sorted()
                .toList();
        return finding.id() + " " + finding.confidence() + " " + finding.severity() + " " + finding.role() + " "
                + subjects + " " + conditions + " "
                + finding.affected().failed() + "/" + finding.affected().total() + " evidence "
                + finding.evidence().size() + " flows " + finding.flows().size();
    }
}
