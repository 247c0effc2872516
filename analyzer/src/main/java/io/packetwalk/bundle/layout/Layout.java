package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** How one collector arranges its files. */
public interface Layout {

    /** The word of {@code bundle.layout} in the report, for example {@code troubleshoot}. */
    String name();

    /** True when {@code paths}, all paths of the bundle, bear this collector's mark. */
    boolean marked(Collection<String> paths);

    /**
     * Whose artifact {@code path} is. Empty when the path does not tell; {@link Place.Unplaced} when it tells that it is of no node's
     * own and no named pod's.
     */
    Optional<Place> place(String path);

    /** True when every file is of one host, so that what one file tells of it holds for all. */
    default boolean oneHost() {
        return false;
    }

    /**
     * The folders that hold one host's files each, with a slash at their end, empty for the root: several such bundles may be joined.
     */
    default Set<String> hosts(Collection<String> paths) {
        return Set.of();
    }

    /**
     * The network namespace that {@code path} tells without telling whose it is: files with the same word are of one place. Empty where the
     * path tells no such namespace.
     */
    default Optional<String> netns(String path) {
        return Optional.empty();
    }

    /** True when modification times inside the archive are times of collection. */
    default boolean timesAreCollection() {
        return false;
    }
}
