package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;

/** How one collector arranges its files. */
public interface Layout {

    /** The word of {@code bundle.layout} in the report, for example {@code troubleshoot}. */
    String name();

    /** True when {@code paths}, all paths of the bundle, bear this collector's mark. */
    boolean marked(Collection<String> paths);

    /** Whose artifact {@code path} is, as far as the path tells; {@link Place.Unplaced} otherwise. */
    Place place(String path);

    /** True when modification times inside the archive are times of collection. */
    default boolean timesAreCollection() {
        return false;
    }
}
