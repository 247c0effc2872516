package io.packetwalk.report.section;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.Arrivals;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.report.Neutral;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Draws up the paired paths of every destination that connections failed to reach. */
final class PairsDraft {
    private static final int ROWS = 40;

    private final Case that;
    private final Arrivals arrivals;
    private final Splits splits;

    private PairsDraft(Case that) {
        this.that = that;
        this.arrivals = Arrivals.of(that);
        this.splits = new Splits(that);
    }

    static Pairs of(Case that) {
        PairsDraft draft = new PairsDraft(that);
        Map<String, List<Flow>> failed = draft.arrivals.all().stream()
                .filter(flow -> flow.state().failed())
                .collect(Collectors.groupingBy(PairsDraft::destination, LinkedHashMap::new, Collectors.toList()));
        return new Pairs(
                failed.size(),
                failed.entrySet().stream()
                        .sorted(Comparator.comparingInt(
                                entry -> -entry.getValue().size()))
                        .limit(ROWS)
                        .map(entry -> draft.row(entry.getKey(), entry.getValue()))
                        .toList());
    }

    /** Whom the client addressed: a Service by its name, whichever of its addresses was used. */
    private static String destination(Flow flow) {
        Flow.Party server = flow.server();
        return server.object()
                .map(ObjectRef::toString)
                .map(object -> Neutral.of(object) + ":" + server.at().port())
                .orElse(server.at().toString());
    }

    private Pairs.Row row(String name, List<Flow> failed) {
        Set<Ip> addresses = failed.stream().map(flow -> flow.server().at().ip()).collect(Collectors.toSet());
        List<Flow> to = arrivals.at(addresses, List.of()).stream()
                .filter(flow -> destination(flow).equals(name))
                .toList();
        Optional<Service> service = addresses.stream()
                .flatMap(ip -> that.cluster().serviceAt(ip).stream())
                .findFirst();
        List<Flow> direct = service.map(this::direct).orElse(to);
        List<Flow> through = service.isPresent() ? to : translatedTo(addresses);
        return new Pairs.Row(
                name,
                failed.size(),
                to.size(),
                List.of(
                        splits.address(through, direct),
                        splits.node(to),
                        splits.reach(service.isPresent() ? List.of(to, direct) : List.of(to, through)),
                        splits.size(to),
                        splits.time(to)));
    }

    private List<Flow> direct(Service service) {
        Set<Ip> backs = service.endpoints().stream().map(Endpoint::ip).collect(Collectors.toSet());
        return arrivals.at(backs, List.of());
    }

    /** What reached these addresses by another one. */
    private List<Flow> translatedTo(Set<Ip> addresses) {
        return arrivals.all().stream()
                .filter(flow -> flow.translated()
                        .filter(end -> addresses.contains(end.at().ip()))
                        .isPresent())
                .filter(flow -> !addresses.contains(flow.server().at().ip()))
                .toList();
    }
}
