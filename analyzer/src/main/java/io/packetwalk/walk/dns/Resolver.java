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
import io.packetwalk.walk.dns.server.Answer;
import io.packetwalk.walk.dns.server.NameServers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names as the client would resolve them: in the order of its C library ({@link Search}), asked of its name servers over the same network as everything else,
 * answered as those are configured ({@link NameServers}).
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

    /** A name server, and what becomes of questions to it. */
    private record Reach(Ip server, Walk way) {
        boolean answers() {
            return way.paths().stream().anyMatch(path -> path.symptom() == Symptom.OK);
        }

        boolean perhaps() {
            return answers() || way.symptom() == Symptom.UNKNOWN;
        }

        /** Some questions get there, and it is known what becomes of the others. */
        boolean inPart() {
            return way.symptom() != Symptom.OK
                    && way.paths().stream().noneMatch(path -> path.symptom() == Symptom.UNKNOWN);
        }
    }

    private Walk ask(Question question, String name, ResolverConfig config) {
        List<Reach> reached = config.nameservers().stream()
                .map(server -> reach(question, server))
                .toList();
        Set<Missing> assumptions = new LinkedHashSet<>(config.assumptions());
        reached.forEach(server -> assumptions.addAll(server.way().assumptions()));
        List<Reach> answering = reached.stream().filter(Reach::answers).toList();
        if (answering.isEmpty()) {
            Reach failed = reached.stream().filter(Reach::perhaps).findFirst().orElse(reached.getFirst());
            return unanswered(question, name, config, failed.way(), assumptions);
        }
        Reach first = answering.getFirst();
        boolean alone = reached.stream().filter(Reach::perhaps).count() == 1;
        if (first.way().symptom() != Symptom.OK && !(alone && first.inPart())) {
            assumptions.add(new Missing(
                    "which answers of " + first.server() + " are lost", "the resolver is assumed to ask again", ""));
        }
        Walk answered = concluded(question, name, searches(question, config, reached), assumptions);
        return alone && first.inPart() ? partly(name, first.way(), answered) : answered;
    }

    private Reach reach(Question question, Ip server) {
        // A resolver opens a new socket for each name (glibc resolv/res_send.c, send_dg).
        Question ask = new Question(question.from(), new Question.Target.ToAddress(server), Proto.UDP, 53, 0);
        return new Reach(server, walker.walk(ask).fresh());
    }

    /** Every way in which the name may be looked up, for want of knowing the client's library or which servers it reaches. */
    private List<Search> searches(Question question, ResolverConfig config, List<Reach> reached) {
        Search.Asker asker = asker(question, config);
        Set<List<Ip>> orders = new LinkedHashSet<>();
        orders.add(reached.stream().filter(Reach::answers).map(Reach::server).toList());
        orders.add(reached.stream().filter(Reach::perhaps).map(Reach::server).toList());
        List<Search> searches = new ArrayList<>();
        for (Dialect dialect : Dialects.of(cluster, question.from(), config)) {
            for (List<Ip> order : orders) {
                int turns = config.rotate() && dialect != Dialect.MUSL ? order.size() : 1;
                for (int turn = 0; turn < turns; turn++) {
                    List<Ip> turned = new ArrayList<>(order);
                    Collections.rotate(turned, -turn);
                    searches.add(new Search(dialect, config, turned, asker));
                }
            }
        }
        return searches;
    }

    private Search.Asker asker(Question question, ResolverConfig config) {
        NameServers servers = new NameServers(cluster, config.domain());
        Optional<Ip> client = question.from() instanceof Question.Origin.InPod in
                ? cluster.pod(in.pod().namespace(), in.pod().name()).stream()
                        .flatMap(pod -> pod.ips().stream())
                        .findFirst()
                : Optional.empty();
        // Every library asks nearly the same, and a log may have millions of lines.
        Map<List<String>, Answer> known = new HashMap<>();
        return (server, asked, type) -> known.computeIfAbsent(
                List.of(server.toString(), asked, type), _k -> servers.answer(server, asked, type, client));
    }

    /** What all ways agree on; where they do not, what tells them apart is missing. */
    private Walk concluded(Question question, String name, List<Search> searches, Set<Missing> assumptions) {
        List<Search.Result> results =
                searches.stream().map(search -> search.run(name)).toList();
        Search.Result first = results.getFirst();
        Optional<Missing> open =
                results.stream().flatMap(result -> result.open().stream()).findFirst();
        if (open.isEmpty() && !results.stream().allMatch(first::sameAs)) {
            open = Optional.of(apart(searches, results));
        }
        if (open.isPresent()) {
            return Walker.nowhere(question, outcome(first.queries(), "undetermined"), open.get());
        }
        return first.outcome().equals("resolved")
                ? found(question, name, first, List.copyOf(assumptions))
                : refused(question, outcome(first.queries(), first.outcome()), name, List.copyOf(assumptions));
    }

    private static Missing apart(List<Search> searches, List<Search.Result> results) {
        Set<String> told = new LinkedHashSet<>();
        for (int at = 0; at < searches.size(); at++) {
            told.add(searches.get(at).told(results.get(at)));
        }
        return new Missing(
                "the C library of the client, or which server it asks",
                String.join("; ", told),
                "ls /lib/ld-musl-* || ldd --version  # in the client pod");
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
        String first = Dialect.GLIBC.candidates(config, name).getFirst();
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

    private Walk found(Question question, String name, Search.Result result, List<Missing> assumptions) {
        Resolution resolution = resolved(result.queries(), result.addresses());
        if (result.addresses().isEmpty()) {
            Missing missing = new Missing("the address of " + name, "the log does not show answers", "dig " + name);
            return Walker.nowhere(question, resolution, missing);
        }
        Walk walk = walker.to(question, resolution, result.addresses(), name);
        Set<Missing> all = new LinkedHashSet<>(assumptions);
        all.addAll(walk.assumptions());
        return new Walk(question, resolution, walk.paths(), walk.reply(), List.copyOf(all), walk.beside());
    }

    private static Walk refused(Question question, Resolution resolution, String name, List<Missing> assumptions) {
        Symptom symptom = switch (resolution.outcome()) {
            case "servfail" -> Symptom.SERVFAIL;
            case "refused" -> Symptom.DNS_REFUSED;
            default -> Symptom.NXDOMAIN;
        };
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
