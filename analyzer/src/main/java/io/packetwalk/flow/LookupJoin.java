package io.packetwalk.flow;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Groups the questions that a resolver asks for one name: the entries of its search list, A and AAAA, and their repetitions (resolver(5), glibc
 * {@code res_search}).
 */
final class LookupJoin {

    /** A resolver waits at most 5 s before it asks again (glibc default timeout); longer silence is another lookup. */
    private static final Duration PAUSE = Duration.ofSeconds(6);

    private LookupJoin() {}

    static List<Lookup> of(Cluster cluster, List<Flow> flows) {
        Map<Ip, List<Question>> byClient = new TreeMap<>();
        for (Flow flow : flows) {
            for (DnsExchange exchange : flow.dns()) {
                byClient.computeIfAbsent(flow.client().at().ip(), ip -> new ArrayList<>())
                        .add(new Question(flow, exchange));
            }
        }
        List<Open> lookups = new ArrayList<>();
        byClient.forEach((client, questions) -> {
            questions.sort(Comparator.comparing(
                            (Question question) -> question.exchange().asked())
                    .thenComparingLong(question -> question.exchange().queryPacket()));
            lookups.addAll(group(search(cluster, client), questions));
        });
        return lookups.stream()
                .sorted(Comparator.comparing((Open open) ->
                                open.questions.getFirst().exchange().asked())
                        .thenComparing(open ->
                                open.questions.getFirst().flow().client().at()))
                .map(Open::close)
                .toList();
    }

    private record Question(Flow flow, DnsExchange exchange) {}

    private static List<String> search(Cluster cluster, Ip client) {
        return cluster.podAt(client)
                .flatMap(Pod::netns)
                .or(() -> cluster.nodeAt(client).map(Node::netns))
                .flatMap(NetNs::resolvConf)
                .map(ResolvConfFact::search)
                .orElse(List.of());
    }

    private static List<Open> group(List<String> search, List<Question> questions) {
        List<Open> done = new ArrayList<>();
        List<Open> open = new ArrayList<>();
        for (Question question : questions) {
            Set<String> bases = bases(search, question.exchange().qname());
            Optional<Open> fits = open.stream()
                    .filter(lookup -> lookup.takes(question, bases))
                    .findFirst();
            if (fits.isPresent()) {
                fits.get().add(question, bases);
            } else {
                Open fresh = new Open(search, question, bases);
                open.add(fresh);
                done.add(fresh);
            }
            open.removeIf(lookup -> lookup.over(question));
        }
        return done;
    }

    /** The names that an application may have given so that this question is asked. */
    private static Set<String> bases(List<String> search, String qname) {
        Set<String> bases = new LinkedHashSet<>();
        bases.add(qname);
        for (String suffix : search) {
            String tail = "." + suffix + (suffix.endsWith(".") ? "" : ".");
            if (qname.endsWith(tail) && qname.length() > tail.length()) {
                bases.add(qname.substring(0, qname.length() - tail.length() + 1));
            }
        }
        return bases;
    }

    /** A lookup that may still grow. */
    private static final class Open {
        private final List<String> search;
        private final List<Question> questions = new ArrayList<>();
        private final Set<String> bases;

        Open(List<String> search, Question first, Set<String> bases) {
            this.search = search;
            this.bases = new LinkedHashSet<>(bases);
            questions.add(first);
        }

        /** The same name, or the next entry of the search list; a type that was answered is not asked again, but over TCP when the answer was truncated (RFC 7766). */
        boolean takes(Question question, Set<String> others) {
            DnsExchange next = question.exchange();
            boolean answered = questions.stream()
                    .map(Question::exchange)
                    .filter(old -> !old.truncated())
                    .anyMatch(old -> old.qtype().equals(next.qtype())
                            && (!old.answers().isEmpty()
                                    || old.qname().equals(next.qname())
                                            && !old.rcode().isEmpty()
                                            && !old.rcode().equals("SERVFAIL")));
            return !answered && bases.stream().anyMatch(others::contains);
        }

        boolean over(Question now) {
            return questions
                    .getLast()
                    .exchange()
                    .asked()
                    .plus(PAUSE)
                    .isBefore(now.exchange().asked());
        }

        void add(Question question, Set<String> others) {
            questions.add(question);
            bases.retainAll(others);
        }

        Lookup close() {
            Flow first = questions.getFirst().flow();
            return new Lookup(
                    first.client().at().ip(),
                    first.client().object(),
                    first.server().at(),
                    name(),
                    questions.stream()
                            .map(question -> new Lookup.Asked(
                                    question.exchange(),
                                    Source.packet(
                                            question.flow().nearest().artifact(),
                                            question.exchange().queryPacket())))
                            .toList(),
                    outcome(),
                    questions.stream()
                            .map(question -> question.flow().id())
                            .distinct()
                            .toList());
        }

        /** A first question that ends in the first search entry came from the search list; any other was asked as given. */
        private String name() {
            String qname = questions.getFirst().exchange().qname();
            if (!search.isEmpty()) {
                String tail = "." + search.getFirst() + ".";
                if (qname.endsWith(tail) && qname.length() > tail.length()) {
                    return qname.substring(0, qname.length() - tail.length());
                }
            }
            return qname;
        }

        /** An alias alone is no address: a CNAME to a name that does not exist comes with NXDOMAIN (RFC 6604), one without data with NOERROR. */
        private static boolean useful(DnsExchange exchange) {
            boolean addresses = exchange.qtype().equals("A") || exchange.qtype().equals("AAAA");
            return exchange.answers().stream()
                    .anyMatch(answer -> !addresses || Ip.parse(answer).isPresent());
        }

        private String outcome() {
            List<DnsExchange> all = questions.stream().map(Question::exchange).toList();
            if (all.stream().anyMatch(Open::useful)) {
                return "resolved";
            }
            if (questions.stream().anyMatch(question -> question.flow().state() == Flow.State.REFUSED)) {
                return "refused";
            }
            if (all.stream().allMatch(exchange -> exchange.rcode().isEmpty())) {
                return "timeout";
            }
            if (all.stream().anyMatch(exchange -> exchange.rcode().equals("SERVFAIL"))) {
                return "servfail";
            }
            DnsExchange last = all.stream()
                    .filter(exchange -> !exchange.rcode().isEmpty())
                    .reduce((one, two) -> two)
                    .orElseThrow();
            return switch (last.rcode()) {
                case "NXDOMAIN" -> "nxdomain";
                case "NOERROR" -> "nodata";
                case "REFUSED" -> "refused";
                default -> "servfail";
            };
        }
    }
}
