package io.packetwalk.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What a verb may be told: its help, its parameters and its options. */
public final class Usage extends Options {
    private static final int HELP_WIDTH = 100;

    private final CommandSpec spec;
    private final List<ArgGroupSpec.Builder> groups = new ArrayList<>();

    private Usage(CommandSpec spec) {
        super(spec::add);
        this.spec = spec;
    }

    /**
     * Of a verb that takes nothing yet.
     *
     * @param examples command lines
     * @param description what it does; may be empty
     */
    public static Usage of(String examples, String description) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .headerHeading("Examples:%n")
                .header(lines("  " + examples.strip().replace("\n", "\n  ")))
                .synopsisHeading("%nUsage: ")
                .abbreviateSynopsis(true)
                .parameterListHeading("%n")
                .optionListHeading("%nOptions:%n")
                .sortOptions(false)
                .width(HELP_WIDTH);
        if (!description.isEmpty()) {
            spec.usageMessage().descriptionHeading("%n").description(lines(description.strip()));
        }
        return new Usage(spec);
    }

    private static String[] lines(String text) {
        return text.split("\n", -1);
    }

    /** What the help says in place of what follows from the parameters. */
    public Usage synopsis(String line) {
        spec.usageMessage().customSynopsis(line + "%n");
        return this;
    }

    /** One word that belongs to no option, after those declared before; {@code 0..1} when it may be left out. */
    public Given<String> word(String label, String arity, String description) {
        return place(parameter(label, arity, description).type(String.class), "");
    }

    /** All words that belong to no option; {@code 1..*} when there must be one. */
    public Given<List<String>> words(String label, String arity, String description) {
        return place(parameter(label, arity, description).type(List.class).auxiliaryTypes(String.class), List.of());
    }

    private static PositionalParamSpec.Builder parameter(String label, String arity, String description) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .arity(arity)
                .required(!arity.startsWith("0"))
                .description(description);
    }

    private <T> Given<T> place(PositionalParamSpec.Builder parameter, T otherwise) {
        PositionalParamSpec placed = parameter.initialValue(otherwise).build();
        spec.addPositional(placed);
        return new Given<>(placed, otherwise);
    }

    /** Options with a heading of their own after all others. */
    public Options group(String heading) {
        ArgGroupSpec.Builder group = ArgGroupSpec.builder().validate(false).heading("%n" + heading + ":%n");
        groups.add(group);
        return new Options(group::addArg);
    }

    /** The command line, when all is declared. */
    public CommandLine line(String name) {
        groups.forEach(group -> spec.addArgGroup(group.build()));
        groups.clear();
        return new CommandLine(spec)
                .setCommandName(name)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    }
}
