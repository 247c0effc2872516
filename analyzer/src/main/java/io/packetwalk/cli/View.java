package io.packetwalk.cli;

import io.packetwalk.report.text.Tone;
import java.util.Map;

/** Flags for how answers look and how much is said beside them. */
public final class View {
    /** When to use colours. */
    enum Colour {
        auto,
        always,
        never
    }

    private final Given<Colour> colour;
    private final Given<Boolean> ascii;
    private final Given<Boolean> quiet;
    private final Given<Boolean> verbose;

    public View(Options options) {
        colour = options.choice(
                "--color",
                "WHEN",
                Colour.auto,
                "Colours: auto, always, never (default: ${DEFAULT-VALUE}; NO_COLOR, CLICOLOR_FORCE and TERM=dumb count).");
        ascii = options.flag("--ascii", "Only ASCII in text.");
        quiet = options.flag("-q --quiet", "No hints and no progress.");
        verbose = options.flag("-v --verbose", "Also say on stderr what limits our reading.");
    }

    public boolean quiet() {
        return quiet.get();
    }

    public boolean verbose() {
        return verbose.get();
    }

    /** For text on standard output. */
    public Tone tone(Shell shell) {
        return new Tone(coloured(shell.environment(), shell.outTerminal()), ascii.get(), shell.width());
    }

    /** For text in a file: nobody's terminal. */
    public Tone plain() {
        return new Tone(false, ascii.get(), 0);
    }

    /** no-color.org and bixense.com/clicolors: forcing wins over the terminal, refusing wins over forcing. */
    private boolean coloured(Map<String, String> environment, boolean terminal) {
        return switch (colour.get()) {
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
