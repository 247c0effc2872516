package io.packetwalk.cli;

import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options under one heading of a verb's help. Each is declared as the field that keeps what was typed, in the order of the help; picocli
 * parses, writes the help and says what is wrong. Its annotations are not used: the JVM reads them through some twenty classes that it makes
 * anew at each start, which takes two thirds of the time that {@code --help} takes in all.
 */
public sealed class Options permits Usage {
    private final Consumer<ArgSpec> place;

    Options(Consumer<ArgSpec> place) {
        this.place = place;
    }

    /** Without a value. */
    public final Given<Boolean> flag(String names, String description) {
        return place(option(names, "", description).type(boolean.class), false);
    }

    /** One word, empty when it is not typed. */
    public final Given<String> text(String names, String label, String description) {
        return text(names, label, "", description);
    }

    public final Given<String> text(String names, String label, String otherwise, String description) {
        return place(option(names, label, description).type(String.class), otherwise);
    }

    /** One word out of these, which the description may list as {@code ${COMPLETION-CANDIDATES}}; empty when it is not typed. */
    public final Given<String> text(String names, String label, Iterable<String> known, String description) {
        return place(option(names, label, description).type(String.class).completionCandidates(known), "");
    }

    /** One word without which the verb does not run. */
    public final Given<String> required(String names, String label, String description) {
        return place(option(names, label, description).type(String.class).required(true), "");
    }

    /** A word each time. */
    public final Given<List<String>> repeated(String names, String label, String description) {
        return place(option(names, label, description).type(List.class).auxiliaryTypes(String.class), List.of());
    }

    /** Words between commas. */
    public final Given<List<String>> list(String names, String label, List<String> otherwise, String description) {
        return place(
                option(names, label, description)
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .splitRegex(","),
                otherwise);
    }

    public final Given<Integer> number(String names, String label, int otherwise, String description) {
        return place(option(names, label, description).type(int.class), otherwise);
    }

    public final Given<Long> large(String names, String label, long otherwise, String description) {
        return place(option(names, label, description).type(long.class), otherwise);
    }

    /** One of the constants by its name, in any case. */
    public final <E extends Enum<E>> Given<E> choice(String names, String label, E otherwise, String description) {
        return place(option(names, label, description).type(otherwise.getDeclaringClass()), otherwise);
    }

    private static OptionSpec.Builder option(String names, String label, String description) {
        return OptionSpec.builder(names.split(" ", -1)).paramLabel(label).description(description);
    }

    private <T> Given<T> place(OptionSpec.Builder option, T otherwise) {
        OptionSpec spec = option.initialValue(otherwise).build();
        place.accept(spec);
        return new Given<>(spec, otherwise);
    }
}
