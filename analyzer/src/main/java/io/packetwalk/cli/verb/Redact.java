package io.packetwalk.cli.verb;

import io.packetwalk.Analysis;
import io.packetwalk.Redaction;
import io.packetwalk.Reporting;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Main;
import io.packetwalk.cli.Progress;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import io.packetwalk.cli.View;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.redact.Originals;
import io.packetwalk.redact.Redacted;
import io.packetwalk.redact.packet.Payloads;
import io.packetwalk.redact.pseudonym.Key;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.Words;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Writes a bundle under pseudonyms, or translates a report back. */
public final class Redact implements Command {
    private static final int SHOWN = 10;

    private final Shell shell;
    private final Usage usage = Usage.of("""
            packetwalk redact prod.tar.gz -o shared.tar.gz --map keep-me-private.json --check
            packetwalk redact --reveal keep-me-private.json answer.txt
            """, """
            Replaces names, addresses and hardware addresses so that the case stays solvable: subnets, label matches and
            chain names stay true. Removes secrets always. The map alone leads back: keep it.
            """);
    private final Given<List<String>> bundles = usage.words(
            "BUNDLE", "1..*", "Archives, folders or single files, joined into one; with --reveal: texts or reports.");
    private final Given<String> output = usage.text(
            "-o --output",
            "FILE",
            "The redacted bundle, .tar or .tar.gz; with --reveal the text, else to standard output.");
    private final Given<String> map = usage.text(
            "--map",
            "FILE",
            "Write the map of originals and pseudonyms here, mode 0600. One that is there is used again.");
    private final Given<Boolean> check =
            usage.flag("--check", "Analyze both bundles, compare every verdict, look for originals left.");
    private final Given<List<String>> keep = usage.list("--keep", "NAME", List.of(), "Names that stay as they are.");
    private final Given<Payloads> payloads = usage.choice(
            "--payloads",
            "WHAT",
            Payloads.DROP,
            "Payloads in captures: drop, headers (HTTP heads, TLS hellos), keep (default: drop; DNS stays always).");
    private final Given<String> reveal = usage.text("--reveal", "MAP", "Put originals back into texts and reports.");
    private final View view = new View(usage);
    private final Inputs inputs = new Inputs(usage);

    public Redact(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        if (!reveal.get().isEmpty()) {
            return revealed();
        }
        if (!output.get().matches(".+\\.(tar|tar\\.gz|tgz)")) {
            throw new Failure("say where to with -o FILE, a .tar or .tar.gz");
        }
        Path target = shell.path(output.get());
        for (String bundle : bundles.get()) {
            if (Files.exists(target)
                    && Files.exists(shell.path(bundle))
                    && Files.isSameFile(target, shell.path(bundle))) {
                throw new Failure("-o " + output.get() + " is the bundle itself; originals are never overwritten");
            }
        }
        try (Progress progress = new Progress(shell, view)) {
            return redacted(progress, target);
        }
    }

    private int redacted(Progress progress, Path target) throws IOException {
        Path mapFile = shell.path(map.get());
        Optional<PseudonymMap> before = map.get().isEmpty() || !Files.exists(mapFile)
                ? Optional.empty()
                : Optional.of(PseudonymMap.read(mapFile));
        byte[] fresh = new byte[Key.BYTES];
        new SecureRandom().nextBytes(fresh);
        Key key = before.map(known -> Key.of(known.key())).orElseGet(() -> new Key(fresh));
        progress.phase("reading " + String.join(", ", bundles.get()));
        Bundle bundle = inputs.open(bundles.get(), shell);
        Optional<Analysis> analysis = check.get() ? Optional.of(analysis(bundle)) : Optional.empty();
        Redaction redaction = Redaction.of(
                bundle,
                analysis.isPresent() ? analysis.get().intake() : Intake.of(bundle, workers()),
                key,
                before.map(PseudonymMap::words).orElse(Map.of()),
                Set.copyOf(keep.get()),
                payloads.get());
        Path part = target.resolveSibling(target.getFileName() + ".part");
        progress.phase("writing " + output.get());
        Redacted written = write(redaction, part);
        List<String> lines = new ArrayList<>();
        int addresses = redaction.pseudonyms().mapped().size();
        lines.add(Words.count(redaction.names(), "name") + " and " + addresses + " addresses and chains mapped; "
                + Words.count(written.secrets(), "secret") + " removed; " + Words.count(written.files(), "file")
                + " written");
        for (String left : written.leftOut().stream().limit(SHOWN).toList()) {
            lines.add("left out, not readable as text or capture: " + Neutral.of(left));
        }
        boolean good = true;
        if (analysis.isPresent()) {
            progress.phase("checking " + output.get());
            good = checked(redaction, analysis.get(), part, lines);
        }
        if (!map.get().isEmpty()) {
            PseudonymMap.of(key, redaction.pseudonyms(), before).write(mapFile);
            lines.add("map " + map.get() + " written with mode 0600: it leads back, keep it to yourself");
        }
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        shell.out().print(view.tone(shell).finish(String.join("\n", lines) + "\n"));
        return good ? Exit.GOOD : Exit.BAD;
    }

    private Redacted write(Redaction redaction, Path part) throws IOException {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(part))) {
            if (output.get().endsWith(".tar")) {
                return redaction.write(file);
            }
            try (GZIPOutputStream packed = new GZIPOutputStream(file, 1 << 16)) {
                return redaction.write(packed);
            }
        }
    }

    private boolean checked(Redaction redaction, Analysis before, Path part, List<String> lines) throws IOException {
        Bundle bundle = Bundle.of(List.of(new Input.Stored(part)), Limits.standard(), System::nanoTime);
        Report was = Reporting.of(before, Main.VERSION);
        Report is = Reporting.of(analysis(bundle), Main.VERSION);
        Redaction.Comparison compared = redaction.compared(was, is);
        List<String> left = redaction.left(bundle);
        int same = compared.verdicts() - compared.lost().size();
        lines.add("check: " + same + " of " + compared.verdicts() + " verdicts identical; self-scan: "
                + (left.isEmpty() ? "0 originals left" : "originals left"));
        compared.lost().stream().limit(SHOWN).forEach(line -> lines.add("  only before  " + Neutral.of(line)));
        compared.added().stream().limit(SHOWN).forEach(line -> lines.add("  only after   " + Neutral.of(line)));
        if (!compared.identical() && payloads.get() == Payloads.DROP) {
            lines.add(
                    "  what requests and answers say decides some verdicts: --payloads headers keeps their heads, under pseudonyms");
        }
        left.stream().limit(SHOWN).forEach(line -> lines.add("  left  " + Neutral.of(line)));
        return compared.identical() && left.isEmpty();
    }

    private static Analysis analysis(Bundle bundle) throws IOException {
        return Analysis.run(bundle, workers(), _cluster -> Optional.empty());
    }

    private static int workers() {
        return Runtime.getRuntime().availableProcessors();
    }

    private int revealed() throws IOException {
        PseudonymMap known = PseudonymMap.read(shell.path(reveal.get()));
        Originals originals = new Originals(known.words(), known.others());
        StringBuilder text = new StringBuilder();
        for (String file : bundles.get()) {
            Files.readString(shell.path(file))
                    .lines()
                    .forEach(line -> text.append(originals.reveal(line)).append('\n'));
        }
        if (output.get().isEmpty()) {
            shell.out().print(text);
        } else {
            Files.writeString(shell.path(output.get()), text);
        }
        return Exit.GOOD;
    }
}
