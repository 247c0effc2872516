package io.packetwalk.model.lower.nft;

import io.packetwalk.model.rules.Action;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements that take a packet off its way, read from their text: nft's own, or the words that stand for its JSON. */
final class NftDetours {

    private static final Pattern PORT = Pattern.compile(":(\\d+)$|\\bport (\\d+)\\b");
    private static final Pattern ADDRESS =
            Pattern.compile("\\bto \\[([0-9a-f:.]+)]|\\bto ([0-9.]+)|\\baddr ([0-9a-f:.]+)");

    private static final Pattern NEIGHBOUR = Pattern.compile("\\bto ([0-9a-f:.]+) device\\b|\\baddr ([0-9a-f:.]+)");
    private static final Pattern DEVICE = Pattern.compile(
            "\\bto \"([^\"]+)\"$|\\bdevice \"([^\"]+)\"$|\\bto ([\\w.@-]+)$|\\bdevice ([\\w.@-]+)$|\\bdev ([^ ,]+)");

    private NftDetours() {}

    /** {@code tproxy ip to 127.0.0.1:15001}; a port that is computed is not known. */
    static Action proxy(String text) {
        Matcher port = PORT.matcher(text);
        OptionalInt number = port.find()
                ? OptionalInt.of(Ports.parsePort(group(port)).orElse(0))
                : text.contains(":") || text.contains("port") ? OptionalInt.of(0) : OptionalInt.empty();
        Matcher address = ADDRESS.matcher(text);
        Optional<Ip> to = address.find() ? Ip.parse(group(address)) : Optional.empty();
        return new Action.Tproxy(text, to, number, false);
    }

    /** {@code fwd to "eth1"}, {@code fwd ip to 10.0.0.1 device "eth1"}; a device or an address that a map gives is not read. */
    static Action forward(String text) {
        Matcher device = DEVICE.matcher(text);
        Matcher address = NEIGHBOUR.matcher(text);
        Optional<Ip> to = address.find() ? Ip.parse(group(address)) : Optional.empty();
        boolean plain = !text.contains("map") && !text.contains("numgen") && !text.contains("hash");
        boolean needed = text.startsWith("fwd ip") || text.contains("family");
        return plain && device.find() && to.isPresent() == needed
                ? new Action.Forward(group(device), to)
                : new Action.Unmodelled(text);
    }

    /** The one group that took part. */
    private static String group(Matcher found) {
        for (int i = 1; i <= found.groupCount(); i++) {
            if (found.group(i) != null) {
                return found.group(i);
            }
        }
        return "";
    }
}
