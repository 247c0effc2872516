package io.packetwalk.bundle.layout;

import io.packetwalk.evidence.Place;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** SUSE's supportconfig, {@code scc_HOST_DATE.txz}: one host; text files that hold several commands and configuration files each. */
final class Supportconfig implements Layout {

    private static final Pattern MARK = Pattern.compile("(?:^|/)basic-environment\\.txt$");

    @Override
    public String name() {
        return "supportconfig";
    }

    @Override
    public boolean marked(Collection<String> paths) {
        return paths.stream().anyMatch(path -> MARK.matcher(path).find());
    }

    @Override
    public Optional<Place> place(String path) {
        return Optional.empty();
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
