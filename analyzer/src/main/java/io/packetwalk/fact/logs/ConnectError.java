package io.packetwalk.fact.logs;

import io.packetwalk.net.IpPort;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a program says of a connection or a lookup of its own that failed, as the libraries of the usual languages word it.
 *
 * <pre>
 * dial tcp 10.96.3.4:80: connect: connection refused                              Go, net.OpError
 * lookup cart on 10.96.0.10:53: no such host                                      Go, net.DNSError
 * Connect to cart:80 [cart/10.96.3.4] failed: Connection refused                  Java, HttpClient
 * connect ECONNREFUSED 10.96.3.4:80 · getaddrinfo ENOTFOUND cart                  Node.js, libuv
 * HTTPConnectionPool(host='cart', port=80): ... [Errno 111] Connection refused    Python, urllib3
 * connection to server at "db" (10.96.3.4), port 5432 failed: timeout expired     libpq
 * curl: (7) Failed to connect to cart port 80 after 3 ms: Connection refused      curl
 * connect() failed (111: Connection refused) ... upstream: "http://10.244.1.5:80/" nginx
 * </pre>
 *
 * @param kind how it failed
 * @param host name or address that the program dialled or looked up; empty when it is not told
 * @param port 0 when it is not told, or for a lookup
 * @param proto protocol
 * @param local the program's own end, when told
 */
public record ConnectError(Kind kind, String host, int port, Proto proto, Optional<IpPort> local) {

    /** How it failed, by what the kernel or the resolver returned. */
    public enum Kind {
        /** ECONNREFUSED. */
        REFUSED,
        /** ETIMEDOUT, or the program's own patience. */
        TIMEOUT,
        /** EHOSTUNREACH, ENETUNREACH. */
        UNREACHABLE,
        /** The resolver says that there is no such name. */
        NO_SUCH_HOST,
        /** The resolver had no answer: EAI_AGAIN, a timeout, SERVFAIL. */
        NO_ANSWER;

        /** True when a name was looked up. */
        public boolean lookup() {
            return this == NO_SUCH_HOST || this == NO_ANSWER;
        }
    }

    private static final String HOST = "([A-Za-z0-9_][A-Za-z0-9_.-]*)";
    private static final String PEER = "(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9_][A-Za-z0-9_.-]*):(\\d{1,5})";
    private static final String ERRNO =
            "(?i)(connection refused|econnrefused|111\\b|timed? ?out|etimedout|110\\b|timeout expired|no route to host|ehostunreach|113\\b|(?:network|host) is unreachable|enetunreach|101\\b)";

    /** Words of which every sentence below has one; most lines of a log have none. Searched one by one, for that is what the JDK has vector code for. */
    private static final List<String> HINTS = List.of(
            "refused",
            "REFUSED",
            "imed out",
            "imedout",
            "imeout",
            "TIMEDOUT",
            "no such host",
            "misbehaving",
            "o route",
            "NOTFOUND",
            "EAI_AGAIN",
            "resol",
            "not known",
            "UnknownHost",
            "nreachable",
            "UNREACH",
            "bad address",
            "failed (11",
            "not found in upstream");

    private record Sentence(Pattern pattern, int host, int port, int error, int local) {}

    private static Sentence dialled(String pattern, int host, int port, int error) {
        return new Sentence(Pattern.compile(pattern), host, port, error, 0);
    }

    /** Connections. */
    private static final List<Sentence> CONNECTIONS = List.of(
            new Sentence(
                    Pattern.compile(
                            "\\b(?:dial|read|write) (?:tcp|udp)[46]? (?:(\\S+:\\d+)->)?" + PEER
                                    + ": (?:(?:connect|read|write): )?"
                                    + "(connection refused|no route to host|network is unreachable|host is unreachable|i/o timeout|connection timed out|operation timed out)"),
                    2,
                    3,
                    4,
                    1),
            dialled("connect (ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) " + PEER, 2, 3, 1),
            dialled("Connect to " + PEER + " \\[[^\\]]*\\] failed: (?:[Cc]onnect(?:ion)? |Read )?" + ERRNO, 1, 2, 3),
            dialled(
                    "(?i)(connection refused|connection timed out)(?: after \\d+ ms)?: (?:no further information: )?(?:[A-Za-z0-9_.-]*/)?"
                            + PEER,
                    2,
                    3,
                    1),
            dialled("HTTPS?ConnectionPool\\(host='([^']+)', port=(\\d+)\\).*?" + ERRNO, 1, 2, 3),
            dialled("connection to server at \"[^\"]*\" \\(([0-9a-fA-F.:]+)\\), port (\\d+) failed: " + ERRNO, 1, 2, 3),
            dialled("Error (\\d+) connecting to " + PEER, 2, 3, 1),
            dialled("Connection to " + PEER + " (refused)", 1, 2, 3),
            dialled("Failed to connect to " + HOST + " port (\\d+)[^:]*: (?:[Cc]onnection )?" + ERRNO, 1, 2, 3),
            dialled("(?:Can't|Could not|cannot) connect to [A-Za-z ]*'" + PEER + "' \\(" + ERRNO, 1, 2, 3),
            dialled(
                    "connect\\(\\) failed \\((\\d+): [^)]*\\) while connecting to upstream.* upstream: \"[a-z]+://"
                            + PEER,
                    2,
                    3,
                    1),
            dialled(
                    "upstream (timed out) \\(110: [^)]*\\) while connecting to upstream.* upstream: \"[a-z]+://" + PEER,
                    2,
                    3,
                    1));

    /** Lookups; the error tells a name that is not there from no answer. */
    private static final List<Sentence> LOOKUPS = List.of(
            dialled(
                    "\\blookup " + HOST
                            + "(?: on \\S+)?: (no such host|server misbehaving|i/o timeout|Temporary failure in name resolution|read udp)",
                    1,
                    0,
                    2),
            dialled("getaddrinfo (ENOTFOUND|EAI_AGAIN) " + HOST, 2, 0, 1),
            dialled(
                    "UnknownHostException: " + HOST
                            + "(?:: (Name or service not known|Temporary failure in name resolution))?",
                    1,
                    0,
                    2),
            dialled(
                    "could not translate host name \"([^\"]+)\" to address: (Name or service not known|Temporary failure in name resolution|Name does not resolve)",
                    1,
                    0,
                    2),
            dialled(
                    "HTTPS?ConnectionPool\\(host='([^']+)'.*(Name or service not known|Temporary failure in name resolution|Name does not resolve)",
                    1,
                    0,
                    2),
            dialled(
                    "Failed to resolve '([^']+)' \\(\\[Errno -\\d\\] (Name or service not known|Temporary failure in name resolution|Name does not resolve)",
                    1,
                    0,
                    2),
            dialled(
                    "Error -\\d connecting to " + HOST
                            + ":\\d+. (Name or service not known|Temporary failure in name resolution|Name does not resolve)",
                    1,
                    0,
                    2),
            dialled("Could not resolve host: " + HOST, 1, 0, 0),
            dialled("wget: bad address '" + HOST, 1, 0, 0),
            dialled("unable to resolve host address [‘'\"]" + HOST, 1, 0, 0),
            dialled("host (not found) in upstream \"" + HOST, 2, 0, 1));

    /** What a line says; empty when it says nothing of the kind, or not of whom. */
    public static Optional<ConnectError> in(String line) {
        if (HINTS.stream().noneMatch(line::contains)) {
            return Optional.empty();
        }
        for (Sentence sentence : LOOKUPS) {
            Matcher said = sentence.pattern().matcher(line);
            if (said.find()) {
                return Optional.of(new ConnectError(
                        lookup(group(said, sentence.error())),
                        bare(group(said, sentence.host())),
                        0,
                        Proto.UDP,
                        Optional.empty()));
            }
        }
        for (Sentence sentence : CONNECTIONS) {
            Matcher said = sentence.pattern().matcher(line);
            if (said.find()) {
                Optional<Kind> kind = kind(group(said, sentence.error()));
                String host = bare(group(said, sentence.host()));
                int port = Ports.parsePort(group(said, sentence.port())).orElse(0);
                return kind.map(known -> new ConnectError(
                        known,
                        host,
                        port,
                        line.startsWith("udp", Math.max(0, said.start() + 5)) ? Proto.UDP : Proto.TCP,
                        IpPort.parse(group(said, sentence.local()))));
            }
        }
        return Optional.empty();
    }

    private static String group(Matcher said, int number) {
        String text = number == 0 ? "" : said.group(number);
        return text == null ? "" : text;
    }

    private static String bare(String host) {
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return name.toLowerCase(Locale.ROOT);
    }

    private static Kind lookup(String error) {
        return switch (error) {
            case "server misbehaving", "i/o timeout", "read udp", "EAI_AGAIN", "Temporary failure in name resolution" ->
                Kind.NO_ANSWER;
            default -> Kind.NO_SUCH_HOST;
        };
    }

    private static Optional<Kind> kind(String error) {
        String word = error.toLowerCase(Locale.ROOT);
        if (word.contains("refused") || word.equals("111")) {
            return Optional.of(Kind.REFUSED);
        }
        if (word.contains("unreach") || word.contains("no route") || word.equals("113") || word.equals("101")) {
            return Optional.of(Kind.UNREACHABLE);
        }
        boolean late = word.contains("out") || word.equals("110");
        return late ? Optional.of(Kind.TIMEOUT) : Optional.empty();
    }
}
