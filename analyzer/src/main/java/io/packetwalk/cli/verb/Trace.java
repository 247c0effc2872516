package io.packetwalk.cli.verb;

import io.packetwalk.Analysis;
import io.packetwalk.Snapshots;
import io.packetwalk.check.witness.Sighted;
import io.packetwalk.cli.Asked;
import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Outputs;
import io.packetwalk.cli.Progress;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import io.packetwalk.cli.View;
import io.packetwalk.evidence.Place;
import io.packetwalk.model.Cluster;
import io.packetwalk.report.Json;
import io.packetwalk.report.Traces;
import io.packetwalk.report.text.TraceText;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.netfilter.NearMiss;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One packet's predicted way through the captured cluster. */
public final class Trace implements Command {
    private final Shell shell;
    private final Usage usage = Usage.of("""
            packetwalk trace prod.tar.gz --from pod/shop/checkout-7d4f --to svc/shop/inventory:80
            packetwalk trace --rules worker-1.iptables-save --from 10.0.0.5 --to 10.96.14.7:80
            """, """
            Follows the first packet of a connection through names, rules, routes and tunnels, and says who takes or drops it.
            X, Y: pod/NS/NAME, NS/NAME, svc/NS/NAME, node/NAME, an address, a DNS name (Y), ext (X).
            """);
    private final Given<List<String>> bundles =
            usage.words("BUNDLE", "0..*", "Archives, folders or single files; several are joined.");
    private final Given<String> from = usage.required("--from", "X", "Who sends; X:PORT asks for one source port.");
    private final Given<String> to =
            usage.required("--to", "Y[:PORT[/PROTO]]", "Where to; the protocol is tcp unless given.");
    private final Given<Integer> size =
            usage.number("--size", "BYTES", 0, "Payload that follows the handshake, each way.");
    private final Given<String> at =
            usage.text("--at", "TIME", "RFC 3339; of state that was dumped several times, the nearest to it is taken.");
    private final Given<Boolean> reply = usage.flag("--reply", "Show the way back, too.");
    private final Given<Boolean> whyNot = usage.flag(
            "--why-not",
            "Show the rule that came nearest to changing the verdict, and which causes were looked for and rejected.");
    private final RuleFlags rules = new RuleFlags(usage.group("Bare rule sets"));
    private final Given<Boolean> exitZero = usage.flag("--exit-zero", "Exit 0 whatever happens to the packet.");
    private final Outputs outputs = new Outputs(usage);
    private final View view = new View(usage);
    private final Inputs inputs = new Inputs(usage);

    public Trace(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        List<Outputs.Output> wanted = outputs.asked(List.of("text", "json"));
        if (size.get() < 0) {
            throw new Failure("--size cannot be negative");
        }
        return rules.given() ? ruled(wanted) : walked(wanted);
    }

    private int walked(List<Outputs.Output> wanted) throws IOException {
        if (bundles.get().isEmpty()) {
            throw new Failure("name a bundle, or a rule set with --rules FILE");
        }
        rules.absent();
        Analysis analysis;
        io.packetwalk.report.Trace trace;
        try (Progress progress = new Progress(shell, view)) {
            progress.phase("reading " + String.join(", ", bundles.get()));
            analysis = analysis();
            Question question = analysis.asked().orElseThrow();
            Walk walk = Sighted.of(analysis.walks().of(question), analysis.flows());
            trace = Traces.of(walk);
            if (whyNot.get()) {
                trace = trace.because(Traces.nearest(NearMiss.of(analysis.cluster(), walk)));
            }
        }
        if (!at.get().isEmpty()) {
            trace = trace.assuming(told(analysis, trace));
        }
        return answer(trace, whyNot.get() ? WhyNot.of(analysis.diagnosis()) : "", wanted);
    }

    private int ruled(List<Outputs.Output> wanted) throws IOException {
        if (!bundles.get().isEmpty()) {
            throw new Failure("a bundle and --rules do not go together; name all rule sets with --rules");
        }
        return answer(Traces.of(rules.walk(inputs.open(rules.files(), shell), from.get(), to.get())), "", wanted);
    }

    private int answer(io.packetwalk.report.Trace trace, String more, List<Outputs.Output> wanted) {
        for (Outputs.Output output : wanted) {
            var tone = output.toScreen() ? view.tone(shell) : view.plain();
            output.write(
                    output.format().equals("json")
                            ? Json.document(trace)
                            : TraceText.of(trace, tone, reply.get()) + tone.finish(more),
                    shell);
        }
        return exitZero.get() ? Exit.GOOD : Verdict.of(trace).exit();
    }

    private Analysis analysis() throws IOException {
        Function<Cluster, Optional<Question>> question =
                cluster -> Optional.of(Asked.question(from.get(), to.get(), size.get(), cluster));
        int workers = Runtime.getRuntime().availableProcessors();
        return at.get().isEmpty()
                ? Analysis.run(inputs.open(bundles.get(), shell), workers, question)
                : Analysis.at(moment(), inputs.open(bundles.get(), shell), workers, question);
    }

    private Instant moment() {
        try {
            return Instant.parse(at.get());
        } catch (DateTimeParseException e) {
            throw new Failure("cannot read the time " + at.get() + "; for example 2026-11-20T10:02:00Z");
        }
    }

    /** Which state of the places on the way was taken for the moment; without any time in the bundle nothing can be. */
    private List<String> told(Analysis analysis, io.packetwalk.report.Trace trace) {
        boolean timed = analysis.intake().readings().stream()
                .anyMatch(reading -> reading.window().isPresent());
        if (!timed) {
            throw new Failure("no artifact says when it was taken, so none is of " + at.get());
        }
        Set<String> visited = trace.paths().stream()
                .flatMap(path -> path.steps().stream())
                .map(step -> step.netns().equals("host") ? "node/" + step.node() : step.netns())
                .collect(Collectors.toSet());
        return Snapshots.of(analysis.intake().readings(), moment()).told().entrySet().stream()
                .filter(state -> state.getKey() instanceof Place.Cluster
                        || visited.contains(state.getKey().toString()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
