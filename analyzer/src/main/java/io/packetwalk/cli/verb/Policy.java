package io.packetwalk.cli.verb;

import io.packetwalk.Connectivity;
import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Outputs;
import io.packetwalk.cli.PolicyNames;
import io.packetwalk.cli.Progress;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import io.packetwalk.cli.View;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.Deviation;
import io.packetwalk.policy.inquiry.Inquiry;
import io.packetwalk.report.Json;
import io.packetwalk.report.PolicyAnswer;
import io.packetwalk.report.text.PolicyText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Who may reach whom, by what the policies say. */
public final class Policy implements Command {
    private final Shell shell;
    private final Usage usage = Usage.of("""
            packetwalk policy prod.tar.gz --from shop/checkout --to shop/inventory --port 8080
            packetwalk policy manifests/ --list --to shop/inventory -o csv
            """, """
            Evaluates NetworkPolicies, admin and baseline tiers and vendors' L3/L4 policies as their specifications say; what a node
            enforces may differ and stands under deviations. Reads bundles, and manifests before they are applied.
            X, Y: NS/NAME (pod or workload), KIND/NS/NAME, svc/NS/NAME (Y), node/NAME, an address, ext.
            """);
    private final Given<List<String>> inputs = usage.words(
            "BUNDLE|MANIFESTS", "1..*", "Archives, folders, manifests or - for standard input; several are joined.");
    private final Given<Boolean> list = usage.flag("--list", "Who may reach whom; --from and --to narrow it.");
    private final Given<String> from = usage.text("--from", "X", "Who sends.");
    private final Given<String> to = usage.text("--to", "Y", "Who receives.");
    private final Given<String> port = usage.text(
            "--port",
            "P[/PROTO]",
            "Destination port of the pod (of the Service for svc/...); the protocol is tcp unless given.");
    private final Given<String> plugin = usage.text(
            "--plugin",
            "NAME",
            "Whose deviations from the specification to tell: calico, cilium, flannel, kube-network-policies, kube-router. Default: those recognised in the input.");
    private final Given<Boolean> exitZero = usage.flag("--exit-zero", "Exit 0 whatever the verdict.");
    private final Outputs outputs = new Outputs(usage);
    private final View view = new View(usage);
    private final Inputs limits = new Inputs(usage);

    public Policy(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        List<Outputs.Output> wanted =
                outputs.asked(list.get() ? List.of("text", "json", "csv", "svg") : List.of("text", "json"));
        if (!list.get()
                && (from.get().isEmpty() || to.get().isEmpty() || port.get().isEmpty())) {
            throw new Failure("say --list, or one connection with --from X --to Y --port P/PROTO");
        }
        if (list.get() && !port.get().isEmpty()) {
            throw new Failure("--list lists all ports; leave out --port, or leave out --list");
        }
        if (!plugin.get().isEmpty() && Deviation.of(plugin.get()).isEmpty()) {
            throw new Failure(
                    "--plugin " + plugin.get() + " is not known; there are " + String.join(", ", Deviation.profiles()));
        }
        Connectivity that;
        try (Progress progress = new Progress(shell, view)) {
            progress.phase("reading " + String.join(", ", inputs.get()));
            that = Connectivity.of(
                    limits.open(inputs.get(), shell), Runtime.getRuntime().availableProcessors());
        }
        that.cluster()
                .policies()
                .unread()
                .forEach(unread -> shell.err()
                        .println(unread.ref() + " could not be read, so nothing is sure where it may apply: "
                                + unread.why() + " (" + unread.source() + ")"));
        if (list.get()) {
            return PolicyList.write(that, from.get(), to.get(), wanted, shell);
        }
        return one(that, wanted);
    }

    private int one(Connectivity that, List<Outputs.Output> wanted) {
        String[] words = port.get().split("/", 2);
        Proto proto = words.length == 1
                ? Proto.TCP
                : Proto.parse(words[1])
                        .orElseThrow(
                                () -> new Failure("unknown protocol " + words[1] + "; for example tcp, udp, sctp"));
        int number = Ports.parsePort(words[0])
                .filter(known -> known > 0 || !proto.hasPorts())
                .orElseThrow(() -> new Failure("--port " + port.get() + " is no port number from 1 to 65535"));
        List<Deviation> deviations = plugin.get().isEmpty() ? that.deviations() : Deviation.of(plugin.get());
        PolicyNames names = new PolicyNames(that);
        List<PolicyAnswer> answers = new ArrayList<>();
        for (PolicyNames.Found sender : names.of(from.get(), proto, number)) {
            for (PolicyNames.Found receiver : names.of(to.get(), proto, number)) {
                int at = receiver.port().orElse(number);
                Inquiry asked = Inquiry.between(that.engine(), sender.located(), receiver.located(), proto, at);
                answers.add(PolicyAnswer.of(asked, that.gaps(), deviations));
            }
        }
        PolicyAnswer answer = common(answers);
        for (Outputs.Output output : wanted) {
            output.write(
                    output.format().equals("json")
                            ? Json.document(answer)
                            : (output.toScreen() ? view.tone(shell) : view.plain()).finish(PolicyText.of(answer)),
                    shell);
        }
        return exitZero.get()
                ? Exit.GOOD
                : switch (answer.verdict()) {
                    case "ALLOWED" -> Exit.GOOD;
                    case "DENIED" -> Exit.BAD;
                    default -> Exit.UNTOLD;
                };
    }

    /** The pods of a workload give one answer when they agree; else it takes a pod to tell. */
    private PolicyAnswer common(List<PolicyAnswer> answers) {
        PolicyAnswer first = answers.getFirst();
        PolicyAnswer other = answers.stream()
                .filter(answer -> !answer.verdict().equals(first.verdict()))
                .findFirst()
                .orElse(first);
        if (other.verdict().equals(first.verdict())) {
            return first;
        }
        List<PolicyAnswer.Lack> missing = new ArrayList<>(first.missing());
        missing.add(new PolicyAnswer.Lack(
                "which pods are meant",
                first.from() + " to " + first.to() + " is " + first.verdict() + ", " + other.from() + " to "
                        + other.to() + " is " + other.verdict(),
                "packetwalk policy ... --from NS/POD --to NS/POD --port " + port.get()));
        return new PolicyAnswer(
                first.schemaVersion(),
                from.get(),
                to.get(),
                first.port(),
                "UNDETERMINED",
                first.egress(),
                first.ingress(),
                missing,
                first.deviations());
    }
}
