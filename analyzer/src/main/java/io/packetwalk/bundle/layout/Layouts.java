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

    /** What the first of {@code layouts} that knows {@code path} says; joined inputs may bear several marks. */
    public static Optional<Place> place(List<Layout> layouts, String path) {
        return layouts.stream()
                .flatMap(layout -> layout.place(path).stream())
                .findFirst()
                .or(() -> FALLBACK.place(path));
    }
}
