package io.packetwalk.template;

import java.util.List;

/**
 * Observed conversations.
 *
 * @param total all of them
 * @param failed those whose client was hurt
 * @param states how many ended how, most first
 * @param rows the few shown without script: tied to a finding first, then failed, then others
 */
public record FlowTable(int total, int failed, List<State> states, List<Row> rows) {

    /** A state word and how many flows ended so; {@code tone} is {@code ok}, {@code bad} or {@code unclear}. */
    public record State(String word, int count, String tone) {}

    /** One conversation; {@code tone} is {@code ok}, {@code bad} or {@code unclear} (seen in part, no verdict). */
    public record Row(
            String id,
            String start,
            String proto,
            String client,
            String clientAddress,
            String server,
            String serverAddress,
            String translated,
            String packets,
            String state,
            String tone,
            String detail,
            String seen,
            List<Cite> findings) {}
}
