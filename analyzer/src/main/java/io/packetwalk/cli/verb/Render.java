package io.packetwalk.cli.verb;

import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Outputs;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import io.packetwalk.cli.View;
import io.packetwalk.report.Json;
import io.packetwalk.report.Report;
import io.packetwalk.report.view.Views;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** A saved report in another form: what {@code analyze -o json=FILE} wrote is enough, the bundle may be gone. */
public final class Render implements Command {
    private final Shell shell;
    private final Usage usage = Usage.of(
            """
            packetwalk render report.json -o html=report.html
            packetwalk render report.json -o markdown -o sarif=report.sarif
            """, "Writes what 'analyze -o json' saved in another form, byte for byte as analyze itself would have.");
    private final Given<String> file = usage.word("REPORT", "1", "A saved report; - is standard input.");
    private final Outputs outputs = new Outputs(usage);
    private final Given<FailOn> failOn = usage.choice(
            "--fail-on",
            "CONFIDENCE",
            FailOn.likely,
            "Exit 1 from this confidence on: proven, likely, possible (default: ${DEFAULT-VALUE}).");
    private final Given<Boolean> exitZero = usage.flag("--exit-zero", "Exit 0 whatever was found.");
    private final View view = new View(usage);

    public Render(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        List<Outputs.Output> wanted = outputs.asked(Views.formats());
        Report report = report();
        for (Outputs.Output output : wanted) {
            var tone = output.toScreen() ? view.tone(shell) : view.plain();
            output.write(Views.named(output.format()).orElseThrow().of(report, tone), shell);
        }
        return exitZero.get()
                ? Exit.GOOD
                : Verdict.of(report, false, failOn.get()).exit();
    }

    private Report report() throws IOException {
        byte[] text = file.get().equals("-") ? shell.in().readAllBytes() : Files.readAllBytes(shell.path(file.get()));
        try {
            return Json.report(new String(text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Failure(file.get() + " is no report that 'analyze -o json' wrote: " + Json.reason(e));
        }
    }
}
