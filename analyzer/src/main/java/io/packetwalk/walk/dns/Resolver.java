package io.packetwalk.walk.dns;

import io.packetwalk.evidence.Source;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.Walker;
import io.packetwalk.walk.dns.Resolution.Query;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names as the client would resolve them: glibc's search order (resolv.conf(5)), asked of its name server over the same network as everything else, answered by
 * the model for names of the cluster and by the server's own log for all others.
 */
public final class Resolver {

    private final Cluster cluster;
    private final Walker walker;

    public Resolver(Cluster cluster, Walker walker) {
        this.cluster = cluster;
        this.walker = walker;
    }

    /** The walk to a name: the queries, then the way to what they give; or the way on which the queries fail. */
    public Walk walk(Question question, String name) {
        Optional<ResolverConfig> config = ResolverConfig.of(cluster, question.from());
        Optional<List<Ip>> local = config.flatMap(known -> known.local(name));
        if (local.isPresent()) {
            return walker.to(question, resolved(List.of(), local.get()), local.get(), name);
        }
        if (config.isEmpty() || config.get().nameservers().isEmpty()) {
            Missing missing = new Missing(
                    "the resolver configuration of the client",
                    "nothing tells its name servers",
                    "cat /etc/resolv.conf");
            return Walker.nowhere(question, outcome(List.of(), "undetermined"), missing);
        }
        return ask(question, name, config.get());
    }

    private Walk ask(Question question, String name, ResolverConfig config) {
        Set<Missing> assumptions = new LinkedHashSet<>(config.assumptions());
        Walk failed = null;
        for (Ip server : config.nameservers()) {
            // A resolver opens a new socket for each name (glibc resolv/res_send.c, send_dg).
            Walk way = walker.walk(
                            new Question(question.from(), new Question.Target.ToAddress(server), Proto.UDP, 53, 0))
                    .fresh();
            assumptions.addAll(way.assumptions());
            Symptom symptom = way.symptom();
            boolean some = way.paths().stream().anyMatch(path -> path.symptom() == Symptom.OK);
            if (some) {
                boolean last = server.equals(config.nameservers().getLast());
                boolean told = way.paths().stream().noneMatch(path -> path.symptom() == Symptom.UNKNOWN);
                if (symptom != Symptom.OK && last && told) {
                    return partly(name, way, answered(question, name, config, server, List.copyOf(assumptions)));
                }
                if (symptom != Symptom.OK) {
                    assumptions.add(new Missing(
                            "which answers of " + server + " are lost", "the resolver is assumed to ask again", ""));
                }
                return answered(question, name, config, server, List.copyOf(assumptions));
            }
            if (failed == null || symptom == Symptom.UNKNOWN) {
                failed = way;
            }
        }
        return failed == null
                ? Walker.nowhere(question, outcome(List.of(), "undetermined"), new Missing("a name server", "none", ""))
                : unanswered(question, name, config, failed, assumptions);
    }

    /**
     * Queries that reach a server which answers, or one that does not, as chance has it. A query that is repeated keeps its socket and with it its translation
     * (glibc resolv/res_send.c, send_dg), so that the resolver does not get over it by asking again.
     */
    private static Walk partly(String name, Walk way, Walk answered) {
        List<Path> paths = new ArrayList<>();
        double share = 0;
        for (Path path : way.paths()) {
            if (path.symptom() == Symptom.OK) {
                share += path.weight();
            } else {
                paths.add(lost(name, path, path.weight()));
            }
        }
        for (Path path : answered.paths()) {
            paths.add(path.weighing(path.weight() * share));
        }
        return new Walk(
                answered.question(),
                answered.resolution(),
                paths,
                answered.reply(),
                answered.assumptions(),
                answered.beside());
    }

    /** The path of a query that fails, as the client sees it. */
    private static Path lost(String name, Path path, double weight) {
        return new Path(
                weight,
                path.verdict(),
                ofServer(path.symptom()),
                path.endpoint(),
                path.endpointObject(),
                path.sourceSeen(),
                path.masqueraded(),
                path.by(),
                "the query for " + name + ": " + path.reason(),
                path.missing(),
                path.steps(),
                path.met());
    }

    /** Queries that get no answer: the client sees what becomes of them. */
    private static Walk unanswered(
            Question question, String name, ResolverConfig config, Walk way, Set<Missing> assumptions) {
        List<Path> paths = way.paths().stream()
                .map(path -> lost(name, path, path.weight()))
                .toList();
        Set<Symptom> seen =
                new LinkedHashSet<>(paths.stream().map(Path::symptom).toList());
        String outcome = seen.equals(Set.of(Symptom.DNS_REFUSED))
                ? "refused"
                : seen.contains(Symptom.UNKNOWN) ? "undetermined" : "timeout";
        String server = config.nameservers().getFirst().toString();
        List<Query> queries = new ArrayList<>();
        String first = config.candidates(name).getFirst();
        queries.add(new Query(first, "A", server, "", List.of(), Basis.DERIVED, config.sources()));
        return new Walk(question, outcome(queries, outcome), paths, way.reply(), List.copyOf(assumptions));
    }

    private static Symptom ofServer(Symptom symptom) {
        return switch (symptom) {
            case REFUSED -> Symptom.DNS_REFUSED;
            case UNKNOWN -> Symptom.UNKNOWN;
            case OK, RESET, TIMEOUT, UNREACHABLE, STALL, NXDOMAIN, SERVFAIL, DNS_TIMEOUT, DNS_REFUSED, MIXED ->
                Symptom.DNS_TIMEOUT;
        };
    }

    private Walk answered(Question question, String name, ResolverConfig config, Ip server, List<Missing> assumptions) {
        NameAnswers answers = new NameAnswers(cluster, config.domain(), server);
        List<Query> queries = new ArrayList<>();
        boolean failed = false;
        boolean empty = false;
        for (String candidate : config.candidates(name)) {
            NameAnswers.Answer answer = answers.of(candidate);
            queries.add(query(candidate, "A", server, answer));
            queries.add(query(candidate, "AAAA", server, answer.ofFamily(true)));
            switch (answer.rcode()) {
                case "" -> {
                    Missing missing = new Missing(
                            "the answer to " + candidate, "no log or capture shows it", "the DNS server's query log");
                    return Walker.nowhere(question, outcome(queries, "undetermined"), missing);
                }
                case "NOERROR" -> {
                    if (answer.exists()) {
                        return found(question, name, queries, answer, assumptions);
                    }
                    empty = true;
                }
                case "SERVFAIL" -> failed = true;
                default -> {
                    // On with the search list.
                }
            }
        }
        String word = failed ? "servfail" : empty ? "nodata" : "nxdomain";
        return refused(
                question, outcome(queries, word), failed ? Symptom.SERVFAIL : Symptom.NXDOMAIN, name, assumptions);
    }

    private Walk found(
            Question question, String name, List<Query> queries, NameAnswers.Answer answer, List<Missing> assumptions) {
        List<Ip> addresses = answer.ofFamily(false).addresses().isEmpty()
                ? answer.addresses()
                : answer.ofFamily(false).addresses();
        Resolution resolution = resolved(queries, addresses);
        if (addresses.isEmpty()) {
            Missing missing = new Missing("the address of " + name, "the log does not show answers", "dig " + name);
            return Walker.nowhere(question, resolution, missing);
        }
        Walk walk = walker.to(question, resolution, addresses, name);
        Set<Missing> all = new LinkedHashSet<>(assumptions);
        all.addAll(walk.assumptions());
        return new Walk(question, resolution, walk.paths(), walk.reply(), List.copyOf(all), walk.beside());
    }

    private static Query query(String name, String type, Ip server, NameAnswers.Answer answer) {
        List<String> addresses = answer.ofFamily(type.equals("AAAA")).addresses().stream()
                .map(Ip::toString)
                .toList();
        return new Query(name, type, server.toString(), answer.rcode(), addresses, answer.basis(), answer.sources());
    }

    private static Walk refused(
            Question question, Resolution resolution, Symptom symptom, String name, List<Missing> assumptions) {
        String reason = "the name server answers " + resolution.outcome() + " for " + name;
        List<Source> by = resolution.queries().stream()
                .flatMap(query -> query.sources().stream())
                .distinct()
                .toList();
        Path path = new Path(
                1,
                new Verdict.Rejected(resolution.outcome()),
                symptom,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                by,
                reason,
                List.of(),
                List.of(),
                List.of());
        return new Walk(question, resolution, List.of(path), List.of(), assumptions);
    }

    private static Resolution resolved(List<Query> queries, List<Ip> addresses) {
        return new Resolution(List.copyOf(queries), addresses.stream().findFirst(), "resolved");
    }

    private static Resolution outcome(List<Query> queries, String word) {
        return new Resolution(List.copyOf(queries), Optional.empty(), word);
    }
}
