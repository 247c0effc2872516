package io.packetwalk.cli.verb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.packetwalk.Analysis;
import io.packetwalk.Integrity;
import io.packetwalk.NodeClocks;
import io.packetwalk.Reporting;
import io.packetwalk.Signatures;
import io.packetwalk.SignerKey;
import io.packetwalk.check.Checks;
import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Main;
import io.packetwalk.cli.Outputs;
import io.packetwalk.cli.Progress;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import io.packetwalk.cli.View;
import io.packetwalk.report.Json;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a bundle is whole, and what it cannot answer. */
public final class Verify implements Command {
    private final Shell shell;
    private final Usage usage = Usage.of(
            """
            packetwalk verify prod.tar.gz
            packetwalk verify prod.tar.gz --for PW-034
            packetwalk verify prod.tar.gz --key collector-public.pem
            """,
            "Says what is in the bundle, what is missing or damaged, and which checks cannot decide because of that.");
    private final Given<List<String>> bundles =
            usage.words("BUNDLE", "1..*", "Archives, folders or single files; several are joined.");
    private final Given<String> only =
            usage.text("--for", "PW-nnn", "Only what this check needs; exit 3 when it cannot decide.");
    private final Given<String> key = usage.text(
            "--key",
            "PUBLIC.pem",
            "Every manifest must be signed (collect --sign) by this key; exit 1 when one is not.");
    private final Outputs outputs = new Outputs(usage);
    private final View view = new View(usage);
    private final Inputs inputs = new Inputs(usage);

    public Verify(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        List<Outputs.Output> wanted = outputs.asked(List.of("text", "json"));
        String check = check();
        Optional<SignerKey> signer = signer();
        Inspection inspection;
        try (Progress progress = new Progress(shell, view)) {
            progress.phase("reading " + String.join(", ", bundles.get()));
            Analysis analysis = Analysis.run(
                    inputs.open(bundles.get(), shell),
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
        if (key.get().isEmpty()) {
            return Optional.empty();
        }
        Optional<SignerKey> read = SignerKey.of(Files.readString(shell.path(key.get()), ISO_8859_1));
        if (read.isEmpty()) {
            throw new Failure(
                    "--key wants a public key: RSA or EC in PEM, as openssl writes it with -pubout, or minisign's: "
                            + key.get());
        }
        return read;
    }

    private String check() {
        List<String> known = Checks.ALL.stream().map(check -> check.id().code()).toList();
        String code = only.get().toUpperCase(Locale.ROOT);
        if (!only.get().isEmpty() && !known.contains(code)) {
            throw new Failure("there is no check " + only.get() + Nearest.hint(only.get(), known));
        }
        return code;
    }
}
