package io.packetwalk.fact.logs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * A Corefile, from a file or from the ConfigMap.
 *
 * @param source its lines
 * @param servers server blocks
 */
public record CorefileFact(Source source, List<Server> servers) implements Fact {

    /**
     * One server block.
     *
     * @param source its line
     * @param zones zones with ports as written, for example {@code .:53}
     * @param plugins plugins in file order
     */
    public record Server(Source source, List<String> zones, List<Directive> plugins) {}

    /**
     * One directive with its block.
     *
     * @param source its line
     * @param name plugin or option
     * @param args arguments
     * @param block directives inside its braces
     */
    public record Directive(Source source, String name, List<String> args, List<Directive> block) {}
}
