package io.packetwalk.cli.verb;

import io.packetwalk.Exhibit;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Inputs;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import io.packetwalk.cli.View;
import io.packetwalk.evidence.Source;
import io.packetwalk.report.Neutral;
import java.io.IOException;
import java.util.List;

/** Lines of an artifact, with what they were read as. */
public final class Show implements Command {
    private final Shell shell;
    private final Usage usage =
            Usage.of("""
            packetwalk show prod.tar.gz nodes/worker-3/iptables-save.txt:410-415
            packetwalk show prod.tar.gz captures/worker-3-any.pcap#1093
            """, "Prints places as every answer names them, and the facts that rest on them.");
    private final Given<List<String>> words = usage.words(
            "BUNDLE... ARTIFACT:LINE[-LINE]",
            "1..*",
            "Inputs, then places: artifact:line, artifact:from-to, artifact#packet, or a whole artifact.");
    private final View view = new View(usage);
    private final Inputs inputs = new Inputs(usage);

    public Show(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        if (words.get().size() < 2) {
            throw new Failure("Missing required parameter: \'ARTIFACT:LINE\'");
        }
        int count = Math.min(Inputs.leading(words.get(), shell), words.get().size() - 1);
        if (count == 0) {
            throw new Failure("there is no file or folder " + words.get().getFirst());
        }
        Bundle bundle = inputs.open(words.get().subList(0, count), shell);
        boolean missing = false;
        for (String place : words.get().subList(count, words.get().size())) {
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
