package io.packetwalk.check.host;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Clocks;
import io.packetwalk.walk.Missing;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PW-183: a host's clock is wrong, so that certificates and tokens that were just issued are not valid yet there. */
public final class ClockSkewed implements Check {

    /** Before the dates of certificates (19), which it makes look wrong. */
    private static final CheckId ID = new CheckId("PW-183", "clock-skew", "host", 18);

    /** Clients of the API server and of clouds allow some seconds up to minutes; what packets measure is good to milliseconds. */
    private static final Duration MUCH = Duration.ofSeconds(10);

    /** Go crypto/x509: {@code current time 2026-11-20T09:50:00Z is before 2026-11-20T10:00:00Z}. */
    private static final Pattern BEFORE = Pattern.compile("current time (\\S+Z) is before (\\S+Z)");

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<LogTrail> trails = LogTrail.of(that, ClockSkewed::tells).stream()
                .filter(trail -> !trail.current().no())
                .toList();
        for (LogTrail trail : trails) {
            Condition measured = measured(that, trail);
            if (!measured.holds().no()) {
                findings.add(told(trail, measured));
            }
        }
        that.flows().clocks().stream()
                .filter(clock -> clock.certain() && Math.abs(clock.skewMicros()) >= MUCH.toNanos() / 1_000)
                .filter(clock -> trails.stream()
                        .noneMatch(trail ->
                                host(that, trail).filter(clock.host()::equals).isPresent()))
                .forEach(clock -> findings.add(ahead(that, clock.host(), clock.reference(), clock.skewMicros())));
        return findings.isEmpty()
                        && LogTrail.silent(that)
                        && that.flows().clocks().isEmpty()
                ? new Outcome.Undetermined(List.of(new Missing(
                        "the clocks of the nodes",
                        "no two captures share packets, and no log tells",
                        "chronyc tracking; date -u  # on every node")))
                : Outcome.of(
                        findings, List.of(), "no clock is seen to be wrong by 10 s, and nobody tells of times to come");
    }

    /** What is valid from a time on that has not come: only a clock explains that of something just issued. */
    private static boolean tells(String text) {
        return BEFORE.matcher(text).find()
                || text.contains("certificate is not yet valid")
                || text.contains("token used before issued")
                || text.contains("Token is not yet valid")
                || text.contains("token is not valid yet")
                || text.contains("RequestTimeTooSkewed");
    }

    /** The node whose clock stamps the log. */
    private static Optional<String> host(Case that, LogTrail trail) {
        return that.cluster().pods().stream()
                .filter(pod -> pod.ref().toString().equals(trail.place()))
                .map(pod -> pod.node())
                .findFirst()
                .or(() -> that.cluster().nodes().stream()
                        .map(node -> node.name())
                        .filter(name -> new Place.Node(name).toString().equals(trail.place()))
                        .findFirst());
    }

    /** Packets that two hosts captured say how far the clock of this one is behind; NO when they agree. */
    private static Condition measured(Case that, LogTrail trail) {
        String text = "PW-155: packets that two hosts captured show that the clock is wrong";
        return that.flows().clocks().stream()
                .filter(clock ->
                        host(that, trail).filter(clock.host()::equals).isPresent() && clock.plusMinusMicros() >= 0)
                .map(clock -> new Condition(
                        text,
                        Ternary.of(clock.certain() && Math.abs(clock.skewMicros()) >= MUCH.toNanos() / 1_000),
                        sources(that, clock.host())))
                .findFirst()
                .orElseGet(() -> Condition.unknown(text));
    }

    private static List<Source> sources(Case that, String host) {
        return that.cluster().captures().stream()
                .filter(point -> Clocks.host(that.cluster(), point.place())
                        .filter(host::equals)
                        .isPresent())
                .map(point -> Source.whole(point.artifact()))
                .limit(2)
                .toList();
    }

    private static Finding told(LogTrail trail, Condition measured) {
        String behind = Optional.of(BEFORE.matcher(trail.last().text()))
                .filter(Matcher::find)
                .flatMap(times -> apart(times.group(1), times.group(2)))
                .map(time -> " Its clock is behind by " + time.toSeconds() + " s or more.")
                .orElse("");
        Claim claim = trail.shown(
                Claim.of(ID)
                        .about(new ObjectRef("Log", "", trail.place()))
                        .what(trail.place() + " refuses what is not valid yet by its clock (" + trail.count() + ").")
                        .why(
                                "A certificate or token that was just issued is valid at once; the clock that judges it is behind."
                                        + behind),
                trail.place() + " certificate dates");
        measured.sources().forEach(at -> claim.shows("its captures, compared with others", at));
        return said(claim).finding(Severity.S2, trail.proof("the error names a time to come", measured));
    }

    private static Optional<Duration> apart(String from, String to) {
        try {
            return Optional.of(Duration.between(Instant.parse(from), Instant.parse(to)));
        } catch (DateTimeParseException broken) {
            return Optional.empty();
        }
    }

    private static Finding ahead(Case that, String host, String reference, long micros) {
        List<Source> at = sources(that, host);
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(host))
                .what("The clock of " + host + " is " + Math.round(Math.abs(micros) / 1e5) / 10.0 + " s "
                        + (micros > 0 ? "ahead of" : "behind") + " that of " + reference + ".")
                .why("Packets that both captured carry times that far apart.");
        at.forEach(source -> claim.shows("captured on " + host, source));
        return said(claim)
                .finding(
                        Severity.S3,
                        new Proof(
                                Condition.yes("the clocks differ", at),
                                Condition.unknown("something failed for it"),
                                new Condition("something failed for it", Ternary.NO, List.of()),
                                Condition.yes("measured by the captures themselves", at),
                                List.of()));
    }

    private static Claim said(Claim claim) {
        return claim.not("PW-155", "not the certificate, the clock is wrong")
                .remedy(
                        "chronyc tracking; timedatectl; date -u  # on the node and on another one",
                        "none, reads only",
                        "")
                .remedy(
                        "# start the time service of the node and let it step the clock once: chronyc makestep",
                        "medium, times jump on this node",
                        "none needed")
                .then("date -u on both nodes agrees")
                .unless("a certificate that is really valid from a later day on");
    }
}
