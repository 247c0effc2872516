package io.packetwalk.doc;

import java.util.List;
import java.util.Map;

/**
 * A JSON or YAML value. Every node knows its line in the artifact: a field's value stands where its <em>key</em> stands (so JSON and
 * YAML agree and a reader finds the word), a list item where it starts.
 */
public sealed interface Tree {

    /** 1-based line in the artifact. */
    long line();

    /**
     * An object (mapping).
     *
     * @param line its line
     * @param fields name to value, in file order; the last of two equal names, as the API server reads it
     */
    record Obj(long line, Map<String, Tree> fields) implements Tree {}

    /**
     * A list (array, sequence).
     *
     * @param line its line
     * @param items items
     */
    record Arr(long line, List<Tree> items) implements Tree {}

    /**
     * A single value.
     *
     * @param line its line
     * @param kind type, by JSON or by the YAML 1.1 rules that kubectl uses
     * @param text text; integers in decimal and booleans as {@code true} or {@code false} however they were written
     * @param block true for a YAML literal block ({@code |}): its text starts one line below {@code line} and has one line per line
     */
    record Scalar(long line, Kind kind, String text, boolean block) implements Tree {

        /** Line in the artifact of one line of the text; {@code index} counts from 0. */
        public long lineOf(int index) {
            return block ? line + 1 + index : line;
        }
    }

    /** Type of a scalar. */
    enum Kind {
        TEXT,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        NULL
    }
}
