package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a listener that expects the PROXY protocol says when a connection begins otherwise (nginx: {@code broken header: "GET /..." while reading PROXY protocol}). */
final class BrokenHeader {

    private static final Pattern CLIENT = Pattern.compile("client: ([0-9a-f.:]+)");

    private BrokenHeader() {}

    /** The trails whose client is a pod, or is none. A node's address may stand for a client outside, after masquerading. */
    static List<LogTrail> trails(Case that, boolean ofPods) {
        return LogTrail.of(
                that,
                text -> text.contains("broken header")
                        && text.contains("PROXY protocol")
                        && client(that, text).isPresent() == ofPods);
    }

    /** The pod that the line names as its client. */
    static Optional<Pod> client(Case that, String text) {
        Matcher client = CLIENT.matcher(text);
        return client.find() ? Ip.parse(client.group(1)).flatMap(that.cluster()::podAt) : Optional.empty();
    }
}
