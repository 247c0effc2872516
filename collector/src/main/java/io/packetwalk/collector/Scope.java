package io.packetwalk.collector;

/** Where a row of the catalogue runs. */
public enum Scope {
    /** Once, through the API server. */
    CLUSTER,
    /** Once on a node: what its network namespaces share. */
    NODE,
    /** In each network namespace visited, the node's own and those of pods. */
    NETNS,
    /** In each pod's network namespace only. */
    POD
}
