package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code calicoctl cluster diags}: {@code cluster/...}, {@code nodes/NODE/ip-route.txt} and so on; written through a terminal (CRLF). */
final class CalicoDiags implements Layout {

    private static final Pattern MARK = Pattern.compile(
            "(?:^|/)(?:cluster/calico-system/|cluster/tigera-operator/|cluster/crd/|nodes/[^/]+/bpf-maps/)");

    private static final List<PathShape> SHAPES =
            List.of(PathShape.node("nodes/([^/]+)/.*"), PathShape.cluster("cluster/.*"));

    @Override
    public String name() {
        return "calico-diags";
    }

    @Override
    public boolean marked(Collection<String> paths) {
        return paths.stream().anyMatch(path -> MARK.matcher(path).find());
    }

    @Override
    public Optional<Place> place(String path) {
        return PathShape.first(SHAPES, path);
    }
}
