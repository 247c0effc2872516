package io.packetwalk.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code -o FORMAT[=FILE]}, repeatable. */
public final class Outputs {
    private final Given<List<String>> typed;

    public Outputs(Options options) {
        typed = options.repeated(
                "-o --output",
                "FORMAT[=FILE]",
                "What to write and where; without FILE to standard output. Repeatable. See: packetwalk help formats");
    }

    /**
     * One answer to write.
     *
     * @param format format word
     * @param file where to, empty for standard output
     */
    public record Output(String format, String file) {
        public boolean toScreen() {
            return file.isEmpty();
        }

        /** What writes an answer piece by piece; gives how much it was. */
        public interface Writing {
            long to(PrintWriter out);
        }

        /** Writes an answer that is too long to hold; gives what {@code writing} gives. */
        public long write(Writing writing, Shell shell) {
            if (toScreen()) {
                long amount = writing.to(shell.out());
                shell.out().flush();
                return amount;
            }
            try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(shell.path(file)))) {
                long amount = writing.to(out);
                if (out.checkError()) {
                    throw new Failure("cannot write " + file + ": the device is full or gone");
                }
                return amount;
            } catch (IOException e) {
                throw new Failure("cannot write " + file + ": " + Main.reason(e));
            }
        }

        /** Writes {@code text} to where it was asked for. */
        public void write(String text, Shell shell) {
            if (toScreen()) {
                shell.out().print(text);
                shell.out().flush();
                return;
            }
            Path path = shell.path(file);
            try {
                Files.writeString(path, text);
            } catch (IOException e) {
                throw new Failure("cannot write " + file + ": " + Main.reason(e));
            }
        }
    }

    /**
     * What was asked for; the first of {@code known} on standard output when nothing was.
     *
     * @param known formats this verb can write
     */
    public List<Output> asked(List<String> known) {
        if (standard()) {
            return List.of(new Output(known.getFirst(), ""));
        }
        List<Output> outputs = new ArrayList<>();
        for (String word : typed.get()) {
            int equals = word.indexOf('=');
            String format = (equals < 0 ? word : word.substring(0, equals)).toLowerCase(Locale.ROOT);
            if (!known.contains(format)) {
                throw new Failure("cannot write " + format + " here; known formats: " + String.join(" ", known));
            }
            if (equals == word.length() - 1) {
                throw new Failure("-o " + word + " names no file");
            }
            outputs.add(new Output(format, equals < 0 ? "" : word.substring(equals + 1)));
        }
        if (outputs.stream().filter(Output::toScreen).count() > 1) {
            throw new Failure("only one output can go to standard output; give the others a file: -o json=FILE");
        }
        return List.copyOf(outputs);
    }

    /** True when nothing was asked for. */
    public boolean standard() {
        return typed.get().isEmpty();
    }
}
