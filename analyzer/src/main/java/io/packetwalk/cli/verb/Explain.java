package io.packetwalk.cli.verb;

import io.packetwalk.check.Check;
import io.packetwalk.check.Checks;
import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import io.packetwalk.cli.View;
import io.packetwalk.report.text.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a check looks for, or what a word of ours means. */
public final class Explain implements Command {
    private final Shell shell;
    private final Usage usage = Usage.of("""
            packetwalk explain PW-034
            packetwalk explain hairpin
            """, "");
    private final Given<List<String>> words =
            usage.words("PW-nnn|TERM", "1..*", "A check's code or name, or a term; 'terms' and 'checks' list them.");
    private final View view = new View(usage);

    public Explain(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        String asked = String.join(" ", words.get()).toLowerCase(Locale.ROOT);
        Glossary glossary = Glossary.load();
        shell.out().print(view.tone(shell).finish(text(asked, glossary)));
        return Exit.GOOD;
    }

    private static String text(String asked, Glossary glossary) throws IOException {
        if (asked.equals("checks")) {
            StringBuilder list = new StringBuilder();
            Checks.ALL.forEach(check -> list.append(check.id()).append('\n'));
            return list.toString();
        }
        if (asked.equals("terms")) {
            return String.join("\n", glossary.terms()) + "\n";
        }
        Optional<Check> check = Checks.ALL.stream()
                .filter(each -> each.id().code().toLowerCase(Locale.ROOT).equals(code(asked))
                        || each.id().name().equals(asked))
                .findFirst();
        if (check.isPresent()) {
            String code = check.get().id().code();
            return Pages.find(check.get().getClass(), code + ".md")
                    .orElse(check.get().id() + "\n\nIt has no page yet.\n");
        }
        return glossary.entry(asked).orElseThrow(() -> unknown(asked, glossary));
    }

    private static Failure unknown(String asked, Glossary glossary) {
        List<String> known = new ArrayList<>(glossary.terms());
        Checks.ALL.forEach(check -> {
            known.add(check.id().code());
            known.add(check.id().name());
        });
        return new Failure("nothing to explain about '" + asked + "'" + Nearest.hint(asked, known)
                + "\nAll: packetwalk explain checks, packetwalk explain terms");
    }

    /** {@code 34}, {@code pw34} and {@code pw-034} are the same check. */
    private static String code(String asked) {
        String digits = asked.replaceFirst("^pw-?", "");
        return digits.matches("[0-9]{1,3}") ? String.format(Locale.ROOT, "pw-%03d", Integer.parseInt(digits)) : asked;
    }
}
