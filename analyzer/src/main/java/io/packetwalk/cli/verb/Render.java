package io.packetwalk.cli.verb;

import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Outputs;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.View;
import io.packetwalk.report.Json;
import io.packetwalk.report.Report;
import io.packetwalk.report.view.Views;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A saved report in another form: what {@code analyze -o json=FILE} wrote is enough, the bundle may be gone. */
@Command(
        addMethodSubcommands = false,
        headerHeading = "Examples:%n",
        header = {
            "  packetwalk render report.json -o html=report.html",
            "  packetwalk render report.json -o markdown -o sarif=report.sarif"
        },
        synopsisHeading = "%nUsage: ",
        descriptionHeading = "%n",
        description =
                "Writes what 'analyze -o json' saved in another form, byte for byte as analyze itself would have.",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
public final class Render implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "REPORT", description = "A saved report; - is standard input.")
    private String file = "";

    @Mixin
    private Outputs outputs = new Outputs();

    @Option(
            names = "--fail-on",
            paramLabel = "CONFIDENCE",
            description = "Exit 1 from this confidence on: proven, likely, possible (default: ${DEFAULT-VALUE}).")
    private FailOn failOn = FailOn.likely;

    @Option(names = "--exit-zero", description = "Exit 0 whatever was found.")
    private boolean exitZero;

    @Mixin
    private View view = new View();

    public Render(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        List<Outputs.Output> wanted = outputs.asked(Views.formats());
        Report report = report();
        for (Outputs.Output output : wanted) {
            var tone = output.toScreen() ? view.tone(shell) : view.plain();
            output.write(Views.named(output.format()).orElseThrow().of(report, tone), shell);
        }
        return exitZero ? Exit.GOOD : Verdict.of(report, false, failOn).exit();
    }

    private Report report() throws IOException {
        byte[] text = file.equals("-") ? shell.in().readAllBytes() : Files.readAllBytes(shell.path(file));
        try {
            return Json.report(new String(text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Failure(file + " is no report that 'analyze -o json' wrote: " + Json.reason(e));
        }
    }
}
