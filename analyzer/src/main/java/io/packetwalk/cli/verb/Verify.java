package io.packetwalk.cli.verb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.packetwalk.Analysis;
import io.packetwalk.Integrity;
import io.packetwalk.NodeClocks;
import io.packetwalk.Reporting;
import io.packetwalk.Signatures;
import io.packetwalk.SignerKey;
import io.packetwalk.check.Checks;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Main;
import io.packetwalk.cli.Outputs;
import io.packetwalk.cli.Progress;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.View;
import io.packetwalk.report.Json;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether a bundle is whole, and what it cannot answer. */
@Command(
        addMethodSubcommands = false,
        headerHeading = "Examples:%n",
        header = {
            "  packetwalk verify prod.tar.gz",
            "  packetwalk verify prod.tar.gz --for PW-034",
            "  packetwalk verify prod.tar.gz --key collector-public.pem"
        },
        synopsisHeading = "%nUsage: ",
        descriptionHeading = "%n",
        description =
                "Says what is in the bundle, what is missing or damaged, and which checks cannot decide because of that.",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
public final class Verify implements Callable<Integer> {
    private final Shell shell;

    @Parameters(
            paramLabel = "BUNDLE",
            arity = "1..*",
            description = "Archives, folders or single files; several are joined.")
    private List<String> bundles = List.of();

    @Option(
            names = "--for",
            paramLabel = "PW-nnn",
            description = "Only what this check needs; exit 3 when it cannot decide.")
    private String only = "";

    @Option(
            names = "--key",
            paramLabel = "PUBLIC.pem",
            description = "Every manifest must be signed (collect --sign) by this key; exit 1 when one is not.")
    private String key = "";

    @Mixin
    private Outputs outputs = new Outputs();

    @Mixin
    private View view = new View();

    @Mixin
    private Inputs inputs = new Inputs();

    public Verify(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        List<Outputs.Output> wanted = outputs.asked(List.of("text", "json"));
        String check = check();
        Optional<SignerKey> signer = signer();
        Inspection inspection;
        try (Progress progress = new Progress(shell, view)) {
            progress.phase("reading " + String.join(", ", bundles));
            Analysis analysis = Analysis.run(
                    inputs.open(bundles, shell),
                    Runtime.getRuntime().availableProcessors(),
                    _cluster -> Optional.empty());
            Report report = Reporting.of(analysis, Main.VERSION);
            Optional<Signatures> signatures =
                    signer.isEmpty() ? Optional.empty() : Optional.of(Signatures.of(analysis.bundle(), signer.get()));
            inspection = Inspection.of(
                    report,
                    Integrity.of(analysis.bundle(), analysis.intake()),
                    signatures,
                    NodeClocks.of(analysis).stream()
                            .map(skew ->
                                    new Inspection.Clock(skew.node(), skew.millis(), skew.plusMinus(), skew.against()))
                            .toList(),
                    check);
        }
        for (Outputs.Output output : wanted) {
            output.write(
                    output.format().equals("json")
                            ? Json.document(inspection)
                            : (output.toScreen() ? view.tone(shell) : view.plain())
                                    .finish(inspection.text(view.verbose())),
                    shell);
        }
        boolean unsigned = signer.isPresent() && !inspection.signature().equals("good");
        if (unsigned || inspection.integrity().equals("damaged")) {
            return Exit.BAD;
        }
        return !check.isEmpty() && !inspection.cannotAnswer().isEmpty() ? Exit.UNTOLD : Exit.GOOD;
    }

    private Optional<SignerKey> signer() throws IOException {
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Optional<SignerKey> read = SignerKey.of(Files.readString(shell.path(key), ISO_8859_1));
        if (read.isEmpty()) {
            throw new Failure(
                    "--key wants a public key: RSA or EC in PEM, as openssl writes it with -pubout, or minisign's: "
                            + key);
        }
        return read;
    }

    private String check() {
        List<String> known = Checks.ALL.stream().map(check -> check.id().code()).toList();
        String code = only.toUpperCase(Locale.ROOT);
        if (!only.isEmpty() && !known.contains(code)) {
            throw new Failure("there is no check " + only + Nearest.hint(only, known));
        }
        return code;
    }
}
