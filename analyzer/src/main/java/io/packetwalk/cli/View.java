package io.packetwalk.cli;

import io.packetwalk.report.text.Tone;
import java.util.Map;
import picocli.CommandLine.Option;

/** Flags for how answers look and how much is said beside them. */
public final class View {
    /** When to use colours. */
    enum Colour {
        auto,
        always,
        never
    }

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description =
                    "Colours: auto, always, never (default: ${DEFAULT-VALUE}; NO_COLOR, CLICOLOR_FORCE and TERM=dumb count).")
    private Colour colour = Colour.auto;

    @Option(names = "--ascii", description = "Only ASCII in text.")
    private boolean ascii;

    @Option(
            names = {"-q", "--quiet"},
            description = "No hints and no progress.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Also say on stderr what limits our reading.")
    private boolean verbose;

    public boolean quiet() {
        return quiet;
    }

    public boolean verbose() {
        return verbose;
    }

    /** For text on standard output. */
    public Tone tone(Shell shell) {
        return new Tone(coloured(shell.environment(), shell.outTerminal()), ascii, shell.width());
    }

    /** For text in a file: nobody's terminal. */
    public Tone plain() {
        return new Tone(false, ascii, 0);
    }

    /** no-color.org and bixense.com/clicolors: forcing wins over the terminal, refusing wins over forcing. */
    private boolean coloured(Map<String, String> environment, boolean terminal) {
        return switch (colour) {
            case always -> true;
            case never -> false;
            case auto -> {
                String force = environment.getOrDefault("CLICOLOR_FORCE", "");
                boolean forced = !force.isEmpty() && !force.equals("0");
                boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                        || environment.getOrDefault("CLICOLOR", "1").equals("0") && !forced;
                boolean dumb = environment.getOrDefault("TERM", "").equals("dumb") && !forced;
                yield !refused && !dumb && (forced || terminal);
            }
        };
    }
}
