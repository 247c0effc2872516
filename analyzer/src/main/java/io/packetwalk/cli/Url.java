package io.packetwalk.cli;

import io.packetwalk.net.Proto;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Destinations as they stand in an application's configuration: {@code https://cart.shop/items}, {@code postgres://user@db.data/orders}. */
final class Url {

    /** Ports that a scheme stands for, as IANA assigned them. */
    private static final Map<String, Integer> PORTS = Map.ofEntries(
            Map.entry("http", 80),
            Map.entry("ws", 80),
            Map.entry("https", 443),
            Map.entry("wss", 443),
            Map.entry("postgres", 5432),
            Map.entry("postgresql", 5432),
            Map.entry("mysql", 3306),
            Map.entry("redis", 6379),
            Map.entry("rediss", 6379),
            Map.entry("mongodb", 27017),
            Map.entry("amqp", 5672),
            Map.entry("nats", 4222),
            Map.entry("ldap", 389),
            Map.entry("ldaps", 636));

    private static final Pattern URL = Pattern.compile(
            "(?:jdbc:)?([A-Za-z][A-Za-z0-9+.-]*)://(?:[^@/]*@)?(\\[[^\\]]+\\]|[^:/?#]+)(?::(\\d+))?(?:[/?#].*)?");

    /** {@code host:port/path}: what follows is no protocol. */
    private static final Pattern PATH = Pattern.compile("([^/]+:\\d+)/(.*)");

    private Url() {}

    /** A destination of the command line; what is none of these is left as it is. */
    static String destination(String typed) {
        Matcher url = URL.matcher(typed);
        if (url.matches()) {
            String scheme = url.group(1).toLowerCase(Locale.ROOT);
            String port = url.group(3);
            Integer usual = PORTS.get(scheme);
            return url.group(2) + (port != null ? ":" + port : usual == null ? "" : ":" + usual);
        }
        Matcher path = PATH.matcher(typed);
        return path.matches() && !protocol(path.group(2)) ? path.group(1) : typed;
    }

    /** A protocol, or a word as short as one that may be meant for it. */
    private static boolean protocol(String word) {
        return Proto.parse(word).isPresent() || word.matches("[a-z]{1,4}");
    }
}
