package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Every layout we know. */
public final class Layouts {

    /** One line each, alphabetical. */
    public static final List<Layout> ALL = List.of(
            new Antctl(),
            new CalicoDiags(),
            new CiliumSysdump(),
            new ClusterInfoDump(),
            new EksLogs(),
            new MustGather(),
            new Packetwalk(),
            new Rancher(),
            new Retina(),
            new Sosreport(),
            new SupportBundleKit(),
            new Supportconfig(),
            new Troubleshoot());

    private static final Layout FALLBACK = new Sniffed();

    private Layouts() {}

    /** The layouts whose marks {@code paths} bear; the sniffed one when there is none. Never empty. */
    public static List<Layout> of(Collection<String> paths) {
        List<Layout> marked =
                ALL.stream().filter(layout -> layout.marked(paths)).toList();
        return marked.isEmpty() ? List.of(FALLBACK) : marked;
    }

    /** The network namespace of files that share one of unknown owner, see {@link Layout#netns}. */
    public static Optional<String> netns(List<Layout> layouts, String path) {
        return layouts.stream().flatMap(layout -> layout.netns(path).stream()).findFirst();
    }

    /**
     * What the first of {@code layouts} that knows {@code path} says; joined inputs may bear several marks. One that knows a network namespace of
     * nobody's own knows more than one that takes the folder for its own.
     */
    public static Optional<Place> place(List<Layout> layouts, String path) {
        List<Place> said =
                layouts.stream().flatMap(layout -> layout.place(path).stream()).toList();
        return said.stream()
                .filter(Place.Unplaced.class::isInstance)
                .findFirst()
                .or(() -> said.stream().findFirst())
                .or(() -> FALLBACK.place(path));
    }
}
