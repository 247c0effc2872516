package io.packetwalk.report;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.CaptureCommentFact;
import io.packetwalk.fact.capture.CaptureNameFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people and programs wrote into captures, for the flows it is about. Most captures have nothing of the kind. */
public final class CaptureRemarks {

    /** Names of one address that are told. */
    private static final int MOST_NAMES = 3;

    private final Map<Ip, FlowRow.Name> names = new HashMap<>();
    private final Map<String, List<CaptureCommentFact>> comments = new HashMap<>();

    /** Reads them once for all rows. */
    public CaptureRemarks(Cluster cluster) {
        Map<Ip, List<CaptureNameFact>> all = new HashMap<>();
        for (CapturePoint point : cluster.captures()) {
            for (CaptureNameFact known : point.capture().names()) {
                all.computeIfAbsent(known.address(), _ip -> new ArrayList<>()).add(known);
            }
            List<CaptureCommentFact> ofPackets = point.capture().comments().stream()
                    .filter(comment -> comment.source().kind() == Source.Kind.PACKETS)
                    .toList();
            if (!ofPackets.isEmpty()) {
                comments.put(point.artifact(), ofPackets);
            }
        }
        all.forEach((address, known) -> names.put(address, name(known)));
    }

    /** Files may differ about a name: all are said, up to a few. */
    private static FlowRow.Name name(List<CaptureNameFact> known) {
        List<String> said = known.stream()
                .map(CaptureNameFact::name)
                .distinct()
                .map(Neutral::of)
                .toList();
        String more = said.size() > MOST_NAMES ? " and " + (said.size() - MOST_NAMES) + " more" : "";
        return new FlowRow.Name(
                String.join(", ", said.subList(0, Math.min(said.size(), MOST_NAMES))) + more,
                known.getFirst().source().toString());
    }

    /** What files call an address, null when none does. */
    public FlowRow.@Nullable Name name(Ip address) {
        return names.get(address);
    }

    List<FlowRow.Comment> comments(Flow flow) {
        if (comments.isEmpty()) {
            return List.of();
        }
        return flow.legs().stream()
                .flatMap(leg -> comments.getOrDefault(leg.artifact(), List.of()).stream()
                        .filter(comment -> about(comment, leg)))
                .distinct()
                .map(comment -> new FlowRow.Comment(comment.source().toString(), Neutral.of(comment.comment())))
                .toList();
    }

    private static boolean about(CaptureCommentFact comment, Leg leg) {
        long packet = comment.source().from();
        FiveTuple tuple = leg.tuple();
        return leg.source().kind() == Source.Kind.PACKETS
                && packet >= leg.source().from()
                && packet <= leg.source().to()
                && comment.tuples().stream().anyMatch(seen -> seen.equals(tuple) || seen.equals(tuple.reversed()));
    }
}
