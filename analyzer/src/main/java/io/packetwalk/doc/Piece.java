package io.packetwalk.doc;

import java.util.List;

/** One part of a JSON or YAML artifact, in file order. Several may share a line when the artifact is not indented. */
public sealed interface Piece {

    /** First line, 1-based. */
    long from();

    /** Last line, inclusive. */
    long to();

    /**
     * A whole document, or one item of a list.
     *
     * @param tree the value
     * @param from first line
     * @param to last line
     * @param item whether it is an item of a list
     * @param listKind {@code kind} of the list around it; empty when there is none, or when it stands behind the items
     * @param problems what its reader should know
     */
    record Document(Tree tree, long from, long to, boolean item, String listKind, List<Problem> problems)
            implements Piece {}

    /**
     * What stands around the items of a list, given when the list ends.
     *
     * @param tree the list object without its items; the lines of fields behind the items are not exact
     * @param from first line of the list
     * @param to last line of the list
     */
    record Envelope(Tree tree, long from, long to) implements Piece {}

    /**
     * A document or item that is broken or cut off; its neighbours are not affected.
     *
     * @param from first line
     * @param to last line
     * @param item whether it is an item of a list
     * @param why what is wrong with it
     */
    record Unreadable(long from, long to, boolean item, String why) implements Piece {}

    /**
     * A line that is neither JSON nor YAML: a warning of the tool, an error text, a log line between documents.
     *
     * @param from its line
     * @param text its start, at most 200 characters
     */
    record Noise(long from, String text) implements Piece {
        @Override
        public long to() {
            return from;
        }
    }
}
