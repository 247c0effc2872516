package io.packetwalk.cli.verb;

import io.packetwalk.Exhibit;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.View;
import io.packetwalk.evidence.Source;
import io.packetwalk.report.Neutral;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lines of an artifact, with what they were read as. */
@Command(
        addMethodSubcommands = false,
        headerHeading = "Examples:%n",
        header = {
            "  packetwalk show prod.tar.gz nodes/worker-3/iptables-save.txt:410-415",
            "  packetwalk show prod.tar.gz captures/worker-3-any.pcap#1093"
        },
        synopsisHeading = "%nUsage: ",
        descriptionHeading = "%n",
        description = "Prints places as every answer names them, and the facts that rest on them.",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
public final class Show implements Callable<Integer> {
    private final Shell shell;

    @Parameters(
            paramLabel = "BUNDLE... ARTIFACT:LINE[-LINE]",
            arity = "1..*",
            description = "Inputs, then places: artifact:line, artifact:from-to, artifact#packet, or a whole artifact.")
    private List<String> words = List.of();

    @Mixin
    private View view = new View();

    @Mixin
    private Inputs inputs = new Inputs();

    public Show(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (words.size() < 2) {
            throw new Failure("Missing required parameter: \'ARTIFACT:LINE\'");
        }
        int count = Math.min(Inputs.leading(words, shell), words.size() - 1);
        if (count == 0) {
            throw new Failure("there is no file or folder " + words.getFirst());
        }
        Bundle bundle = inputs.open(words.subList(0, count), shell);
        boolean missing = false;
        for (String place : words.subList(count, words.size())) {
            missing |= !show(bundle, place);
        }
        return missing ? Exit.BAD : Exit.GOOD;
    }

    private boolean show(Bundle bundle, String place) throws IOException {
        Source source = Source.parse(place).orElseThrow(() -> new Failure("'' names no place"));
        Exhibit exhibit = Exhibit.of(bundle, source)
                .orElseThrow(() -> new Failure("the bundle has no artifact " + source.artifact()
                        + "; find its name with: packetwalk search BUNDLE WORD --in '*PART*'"));
        if (exhibit.lines().isEmpty() && exhibit.packets().isEmpty()) {
            shell.err()
                    .println(Neutral.of(place) + ": there is no such "
                            + (source.kind() == Source.Kind.PACKETS ? "packet" : "line"));
            return false;
        }
        StringBuilder text = new StringBuilder(Neutral.of(place))
                .append("   read as ")
                .append(exhibit.format())
                .append('\n');
        int width = Long.toString(source.to()).length();
        for (Exhibit.Line line : exhibit.lines()) {
            String number = Long.toString(line.number());
            text.append(" ".repeat(Math.max(0, width - number.length())))
                    .append(number)
                    .append("  ")
                    .append(Neutral.of(line.text()))
                    .append('\n');
        }
        exhibit.packets().forEach(packet -> text.append(PacketText.of(packet)));
        if (source.kind() != Source.Kind.WHOLE) {
            exhibit.facts()
                    .forEach(fact ->
                            text.append("  = ").append(Neutral.of(fact.text())).append('\n'));
        }
        shell.out().print(view.tone(shell).finish(text.toString()));
        return true;
    }
}
