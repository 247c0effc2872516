package io.packetwalk.cli.verb;

import io.packetwalk.Connectivity;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Outputs;
import io.packetwalk.cli.PolicyNames;
import io.packetwalk.cli.Progress;
import io.packetwalk.cli.Shell;
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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who may reach whom, by what the policies say. */
@Command(
        addMethodSubcommands = false,
        headerHeading = "Examples:%n",
        header = {
            "  packetwalk policy prod.tar.gz --from shop/checkout --to shop/inventory --port 8080",
            "  packetwalk policy manifests/ --list --to shop/inventory -o csv"
        },
        synopsisHeading = "%nUsage: ",
        descriptionHeading = "%n",
        description = {
            "Evaluates NetworkPolicies, admin and baseline tiers and vendors' L3/L4 policies as their specifications say; what a node",
            "enforces may differ and stands under deviations. Reads bundles, and manifests before they are applied.",
            "X, Y: NS/NAME (pod or workload), KIND/NS/NAME, svc/NS/NAME (Y), node/NAME, an address, ext."
        },
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
public final class Policy implements Callable<Integer> {
    private final Shell shell;

    @Parameters(
            paramLabel = "BUNDLE|MANIFESTS",
            arity = "1..*",
            description = "Archives, folders, manifests or - for standard input; several are joined.")
    private List<String> inputs = List.of();

    @Option(names = "--list", description = "Who may reach whom; --from and --to narrow it.")
    private boolean list;

    @Option(names = "--from", paramLabel = "X", description = "Who sends.")
    private String from = "";

    @Option(names = "--to", paramLabel = "Y", description = "Who receives.")
    private String to = "";

    @Option(
            names = "--port",
            paramLabel = "P[/PROTO]",
            description = "Destination port of the pod (of the Service for svc/...); the protocol is tcp unless given.")
    private String port = "";

    @Option(
            names = "--plugin",
            paramLabel = "NAME",
            description =
                    "Whose deviations from the specification to tell: calico, cilium, flannel, kube-network-policies, kube-router. Default: those recognised in the input.")
    private String plugin = "";

    @Option(names = "--exit-zero", description = "Exit 0 whatever the verdict.")
    private boolean exitZero;

    @Mixin
    private Outputs outputs = new Outputs();

    @Mixin
    private View view = new View();

    @Mixin
    private Inputs limits = new Inputs();

    public Policy(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        List<Outputs.Output> wanted =
                outputs.asked(list ? List.of("text", "json", "csv", "svg") : List.of("text", "json"));
        if (!list && (from.isEmpty() || to.isEmpty() || port.isEmpty())) {
            throw new Failure("say --list, or one connection with --from X --to Y --port P/PROTO");
        }
        if (list && !port.isEmpty()) {
            throw new Failure("--list lists all ports; leave out --port, or leave out --list");
        }
        if (!plugin.isEmpty() && Deviation.of(plugin).isEmpty()) {
            throw new Failure(
                    "--plugin " + plugin + " is not known; there are " + String.join(", ", Deviation.profiles()));
        }
        Connectivity that;
        try (Progress progress = new Progress(shell, view)) {
            progress.phase("reading " + String.join(", ", inputs));
            that = Connectivity.of(
                    limits.open(inputs, shell), Runtime.getRuntime().availableProcessors());
        }
        that.cluster()
                .policies()
                .unread()
                .forEach(unread -> shell.err()
                        .println(unread.ref() + " could not be read, so nothing is sure where it may apply: "
                                + unread.why() + " (" + unread.source() + ")"));
        if (list) {
            return PolicyList.write(that, from, to, wanted, shell);
        }
        return one(that, wanted);
    }

    private int one(Connectivity that, List<Outputs.Output> wanted) {
        String[] words = port.split("/", 2);
        Proto proto = words.length == 1
                ? Proto.TCP
                : Proto.parse(words[1])
                        .orElseThrow(
                                () -> new Failure("unknown protocol " + words[1] + "; for example tcp, udp, sctp"));
        int number = Ports.parsePort(words[0])
                .filter(known -> known > 0 || !proto.hasPorts())
                .orElseThrow(() -> new Failure("--port " + port + " is no port number from 1 to 65535"));
        List<Deviation> deviations = plugin.isEmpty() ? that.deviations() : Deviation.of(plugin);
        PolicyNames names = new PolicyNames(that);
        List<PolicyAnswer> answers = new ArrayList<>();
        for (PolicyNames.Found sender : names.of(from, proto, number)) {
            for (PolicyNames.Found receiver : names.of(to, proto, number)) {
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
        return exitZero
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
                "packetwalk policy ... --from NS/POD --to NS/POD --port " + port));
        return new PolicyAnswer(
                first.schemaVersion(),
                from,
                to,
                first.port(),
                "UNDETERMINED",
                first.egress(),
                first.ingress(),
                missing,
                first.deviations());
    }
}
