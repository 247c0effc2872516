package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code sosreport}: one host, {@code sos_commands/PLUGIN/COMMAND}. What stands below {@code namespaces/} is another network
 * namespace's, of which only the content may tell the pod.
 */
final class Sosreport implements Layout {

    private static final Pattern MARK = Pattern.compile("(?:^|/)(?:sos_reports/manifest\\.json$|sos_commands/)");

    private static final Pattern NAMESPACE = Pattern.compile("^(.*?)sos_commands/[^/]+/namespaces/([^/]+)/");

    private static final List<PathShape> SHAPES = List.of(
            PathShape.of("sos_commands/[^/]+/namespaces/.*", m -> new Place.Unplaced()),
            PathShape.cluster("sos_commands/kubernetes/cluster-info/.*"));

    @Override
    public String name() {
        return "sosreport";
    }

    @Override
    public boolean marked(Collection<String> paths) {
        return paths.stream().anyMatch(path -> MARK.matcher(path).find());
    }

    @Override
    public Optional<Place> place(String path) {
        return PathShape.first(SHAPES, path);
    }

    /** The same namespace has a folder below each plugin. */
    @Override
    public Optional<String> netns(String path) {
        return Optional.of(NAMESPACE.matcher(path)).filter(Matcher::find).map(at -> at.group(1) + at.group(2));
    }

    @Override
    public boolean oneHost() {
        return true;
    }

    @Override
    public Set<String> hosts(Collection<String> paths) {
        return PathShape.roots(MARK, paths);
    }
}
