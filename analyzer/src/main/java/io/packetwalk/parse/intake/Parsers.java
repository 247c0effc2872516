package io.packetwalk.parse.intake;

import io.packetwalk.parse.Head;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.capture.Capture;
import io.packetwalk.parse.k8s.KubectlTable;
import io.packetwalk.parse.k8s.KubernetesObjects;
import io.packetwalk.parse.system.Manifest;
import io.packetwalk.parse.system.Stderr;
import java.util.List;
import java.util.Optional;

/** Every format we read. */
public final class Parsers {

    /** One line each, alphabetical by class name. */
    public static final List<Parser> ALL = List.of(
            new Capture(), //
            new KubectlTable(), //
            new KubernetesObjects(), //
            new Manifest(), //
            new Stderr());

    private Parsers() {}

    /** The parser of {@code parsers} that is surest of {@code head}; of equals, the one whose format id comes first. */
    static Optional<Parser> claim(List<Parser> parsers, Head head) {
        Optional<Parser> best = Optional.empty();
        Score highest = Score.NONE;
        for (Parser parser : parsers) {
            Score score = score(parser, head);
            boolean tied = score == highest
                    && best.filter(b -> parser.format().compareTo(b.format()) < 0)
                            .isPresent();
            if (score.compareTo(highest) > 0 || tied) {
                highest = score;
                best = Optional.of(parser);
            }
        }
        return best;
    }

    /** A parser that crashes over a head does not claim it: another may. */
    private static Score score(Parser parser, Head head) {
        try {
            return parser.claims(head);
        } catch (RuntimeException e) {
            return Score.NONE;
        }
    }
}
