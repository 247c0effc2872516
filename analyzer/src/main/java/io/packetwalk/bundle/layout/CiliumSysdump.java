package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code cilium sysdump}: one flat folder; {@code k8s-nodes-TIME.yaml}, {@code logs-POD-CONTAINER-TIME.log},
 * {@code cilium-bugtool-POD-TIME/cmd/COMMAND.md}. Names hold the agent's pod, not its node: the content must tell the node.
 */
final class CiliumSysdump implements Layout {

    private static final Pattern MARK =
            Pattern.compile("(?:^|/)(?:cilium-sysdump\\.log$|cilium-bugtool-[^/]+/|k8s-nodes-\\d{8}-\\d{6}\\.yaml$)");

    private static final List<PathShape> SHAPES = List.of(PathShape.cluster(
            "(?:k8s-|gatewayapi-|ingressclasses-|cilium(?!-bugtool|-sysdump)[a-z-]*-)[^/]*\\.(?:yaml|txt)$"));

    @Override
    public String name() {
        return "cilium-sysdump";
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
