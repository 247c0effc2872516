package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our own collector's: {@code nodes/NODE/...}, {@code pods/NS/POD/...}, {@code kubectl/KIND.json}, {@code logs/NS_POD.log},
 * {@code captures/NODE.IFACE.pcap}, {@code captures/pod.NS.POD.IFACE.pcap}.
 */
final class Packetwalk implements Layout {

    private static final Pattern MARK = Pattern.compile("(?:^|/)packetwalk-manifest\\.json$");
    private static final Pattern TREE =
            Pattern.compile("(?:^|/)(?:nodes/[^/]+/ip-|pods/[^/]+/[^/]+/ip-|kubectl/[a-z]+\\.json$)");

    private static final String LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
    private static final String NAME = LABEL + "(?:\\." + LABEL + ")*";

    private static final Pattern NETNS = Pattern.compile("^(?:.*/)?nodes/[^/]+/netns/[^/]+/");

    private static final List<PathShape> SHAPES = List.of(
            // A network namespace of a node that is not its own and no pod's we know.
            PathShape.of("nodes/[^/]+/netns/.*", m -> new Place.Unplaced()),
            PathShape.node("nodes/([^/]+)/.*"),
            PathShape.pod("pods/([^/]+)/([^/]+)/.*"),
            PathShape.cluster("kubectl/.*"),
            PathShape.cluster("packetwalk-manifest\\.json$"),
            // A namespace is one DNS label and so has no dot; the interface comes last and may have one (eth0.100).
            PathShape.pod("(?:captures|pcap)/pod\\.(" + LABEL + ")\\.(" + NAME + ")\\.[^/]+?\\.pcap(?:ng)?(?:\\.gz)?$"),
            PathShape.pod("logs/(" + LABEL + ")_(" + NAME
                    + "?)(?:_[^/]*)?(?:\\.cri)?(?:[.-]prev(?:ious)?)?\\.log(?:\\.gz)?$"),
            PathShape.node("(?:captures|pcap)/(" + NAME + "?)\\.[^/.]+\\.pcap(?:ng)?(?:\\.gz)?$"));

    @Override
    public String name() {
        return "packetwalk";
    }

    @Override
    public boolean marked(Collection<String> paths) {
        return paths.stream().anyMatch(path -> MARK.matcher(path).find())
                || paths.stream()
                                .filter(path -> TREE.matcher(path).find())
                                .limit(2)
                                .count()
                        == 2;
    }

    @Override
    public Optional<String> netns(String path) {
        return Optional.of(NETNS.matcher(path)).filter(Matcher::find).map(Matcher::group);
    }

    @Override
    public Optional<Place> place(String path) {
        return PathShape.first(SHAPES, path);
    }

    @Override
    public boolean timesAreCollection() {
        return true;
    }
}
