package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One shape of path and the place it tells. The pattern is looked for at the start of the path or after any {@code /}, because a
 * joined or nested bundle stands below a folder of its own.
 */
record PathShape(Pattern pattern, Function<MatchResult, Place> place) {

    static PathShape of(String regex, Function<MatchResult, Place> place) {
        return new PathShape(Pattern.compile("(?:^|/)" + regex), place);
    }

    /** Group 1 is a node. */
    static PathShape node(String regex) {
        return of(regex, m -> new Place.Node(m.group(1)));
    }

    /** Groups 1 and 2 are a pod's namespace and name. */
    static PathShape pod(String regex) {
        return of(regex, m -> new Place.Pod(m.group(1), m.group(2)));
    }

    static PathShape cluster(String regex) {
        return of(regex, m -> new Place.Cluster());
    }

    /** What stands before a mark in each path that bears it. */
    static Set<String> roots(Pattern mark, Collection<String> paths) {
        Set<String> roots = new TreeSet<>();
        for (String path : paths) {
            Matcher matcher = mark.matcher(path);
            if (matcher.find()) {
                int slash = path.startsWith("/", matcher.start()) ? 1 : 0;
                roots.add(path.substring(0, matcher.start() + slash));
            }
        }
        return roots;
    }

    static Optional<Place> first(List<PathShape> shapes, String path) {
        return shapes.stream().flatMap(shape -> shape.of(path).stream()).findFirst();
    }

    private Optional<Place> of(String path) {
        Matcher matcher = pattern.matcher(path);
        return matcher.find() ? Optional.of(place.apply(matcher.toMatchResult())) : Optional.empty();
    }
}
