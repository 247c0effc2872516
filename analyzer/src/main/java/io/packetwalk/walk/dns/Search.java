package io.packetwalk.walk.dns;

import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.dns.Resolution.Query;
import io.packetwalk.walk.dns.server.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one C library makes of a name: which questions it asks of which servers, and what it takes for the result.
 *
 * @param dialect the library
 * @param config the client's configuration
 * @param servers name servers that answer, in the order in which they are asked
 * @param asker answers a question
 */
record Search(Dialect dialect, ResolverConfig config, List<Ip> servers, Asker asker) {

    /** Answers a question of the client's. */
    @FunctionalInterface
    interface Asker {
        Answer answer(Ip server, String name, String type);
    }

    /**
     * The result.
     *
     * @param queries the questions, in order
     * @param outcome as {@link Resolution#outcome}
     * @param addresses what the name stands for; empty when it exists and its addresses are not known
     * @param open what is missing to know it
     */
    record Result(List<Query> queries, String outcome, List<Ip> addresses, Optional<Missing> open) {
        boolean sameAs(Result other) {
            return outcome.equals(other.outcome) && addresses.equals(other.addresses);
        }
    }

    /** What the answers of all servers to one name come to. */
    private enum Kind {
        FOUND("resolved"),
        EMPTY("nodata"),
        DENIED("nxdomain"),
        FAILED("servfail"),
        OPEN("undetermined");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** A name asked of all servers that the library asks. */
    private record Asked(Kind kind, List<Ip> addresses, Optional<Missing> open) {}

    Result run(String name) {
        List<Query> queries = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        for (String candidate : dialect.candidates(config, name)) {
            Asked asked = ask(candidate, queries);
            kinds.add(asked.kind());
            boolean ends = asked.kind() == Kind.FOUND
                    || asked.kind() == Kind.OPEN
                    || dialect == Dialect.MUSL && asked.kind() != Kind.DENIED;
            if (ends) {
                return ended(queries, asked.kind(), asked.addresses(), asked.open());
            }
        }
        return ended(queries, without(kinds, name), List.of(), Optional.empty());
    }

    private static Result ended(List<Query> queries, Kind kind, List<Ip> addresses, Optional<Missing> open) {
        boolean refused = kind == Kind.FAILED
                && queries.stream().allMatch(query -> query.rcode().equals("REFUSED"));
        return new Result(queries, refused ? "refused" : kind.word, addresses, open);
    }

    /** What a search without success says: that of the name as it is when it was first, else the most hopeful (res_query.c, the end of res_search). */
    private Kind without(List<Kind> kinds, String name) {
        if (dialect == Dialect.MUSL) {
            return kinds.getLast();
        }
        if (Dialect.literalFirst(config, name)) {
            return kinds.getFirst();
        }
        return kinds.contains(Kind.EMPTY) ? Kind.EMPTY : kinds.contains(Kind.FAILED) ? Kind.FAILED : kinds.getLast();
    }

    private Asked ask(String name, List<Query> queries) {
        return dialect == Dialect.MUSL ? atOnce(name, queries) : inTurn(name, queries);
    }

    /** One server after the other: a refusal or failure goes on to the next (glibc resolv/res_send.c, next_ns). */
    private Asked inTurn(String name, List<Query> queries) {
        Asked last = new Asked(Kind.FAILED, List.of(), Optional.empty());
        for (Ip server : servers) {
            last = both(name, server, queries);
            if (last.kind() != Kind.FAILED) {
                return last;
            }
        }
        return last;
    }

    /** All servers at once: the first that says yes or no wins, refusals and failures are not heard (musl src/network/res_msend.c). */
    private Asked atOnce(String name, List<Query> queries) {
        List<Asked> heard = servers.stream()
                .map(server -> both(name, server, queries))
                .filter(asked -> asked.kind() != Kind.FAILED)
                .toList();
        if (heard.isEmpty()) {
            return new Asked(Kind.FAILED, List.of(), Optional.empty());
        }
        Asked first = heard.getFirst();
        boolean agree = heard.stream()
                .allMatch(asked ->
                        asked.kind() == first.kind() && asked.addresses().equals(first.addresses()));
        return agree
                ? first
                : open(
                        "which server answers " + name + " first",
                        "musl asks all at once, and they differ",
                        "tcpdump -ni any -s 0 port 53  # on the client's node");
    }

    /** A and AAAA are asked together; one of them is enough. */
    private Asked both(String name, Ip server, List<Query> queries) {
        Answer four = asker.answer(server, name, "A");
        Answer six = asker.answer(server, name, "AAAA");
        queries.add(query(name, "A", server, four));
        queries.add(query(name, "AAAA", server, six));
        if (four.exists() && four.known() && (six.known() || dialect != Dialect.MUSL)) {
            return dialect == Dialect.MUSL && !six.rcode().equals("NOERROR")
                    ? open(
                            "which release of musl the client has",
                            "the AAAA record of " + name + " is answered " + six.rcode()
                                    + ", and releases differ in whether the A record counts then",
                            "ls /lib/ld-musl-*; apk info musl  # in the client pod")
                    : new Asked(Kind.FOUND, addresses(four, six), Optional.empty());
        }
        Optional<Missing> open = four.open().or(six::open);
        if (open.isPresent()) {
            return new Asked(Kind.OPEN, List.of(), open);
        }
        return new Asked(six.exists() ? Kind.FOUND : kind(four), six.addresses(), Optional.empty());
    }

    /** IPv4 addresses when there are some: they sort behind IPv6 only where the client has a route for it (RFC 6724). */
    private static List<Ip> addresses(Answer four, Answer six) {
        return four.addresses().isEmpty() && !four.exists() ? six.addresses() : four.addresses();
    }

    private static Kind kind(Answer answer) {
        return switch (answer.rcode()) {
            case "NOERROR" -> Kind.EMPTY;
            case "NXDOMAIN" -> Kind.DENIED;
            default -> Kind.FAILED;
        };
    }

    private static Asked open(String what, String why, String command) {
        return new Asked(Kind.OPEN, List.of(), Optional.of(new Missing(what, why, command)));
    }

    private static Query query(String name, String type, Ip server, Answer answer) {
        return new Query(
                name,
                type,
                server.toString(),
                answer.rcode(),
                answer.addresses().stream().map(Ip::toString).toList(),
                answer.basis(),
                answer.sources());
    }

    /** How the libraries and orders differ, for a reader. */
    String told(Result result) {
        String addresses = Stream.of(result.addresses())
                .filter(list -> !list.isEmpty())
                .map(list -> " to " + list.getFirst())
                .findFirst()
                .orElse("");
        return dialect + ": " + result.outcome() + addresses;
    }
}
