package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code antctl supportbundle}: one archive for each agent, so one host; files are named after what they hold, without endings. */
final class Antctl implements Layout {

    private static final Pattern MARK = Pattern.compile("(?:^|/)agentinfo$");

    private static final List<PathShape> SHAPES =
            List.of(PathShape.cluster("(?:addressgroups|appliedtogroups|networkpolicies)$"));

    @Override
    public String name() {
        return "antctl";
    }

    @Override
    public boolean marked(Collection<String> paths) {
        return paths.stream().anyMatch(path -> MARK.matcher(path).find());
    }

    @Override
    public Optional<Place> place(String path) {
        return PathShape.first(SHAPES, path);
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
