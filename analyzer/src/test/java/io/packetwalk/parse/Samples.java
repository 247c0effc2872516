package io.packetwalk.parse;

import io.packetwalk.parse.intake.Parsers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** {@code samples/formats/FORMAT/NAME} with what is read from it in {@code NAME.facts.txt} beside. */
final class Samples {

    static final String FACTS = ".facts.txt";

    private static final Path ROOT = Path.of("..", "samples", "formats");

    private Samples() {}

    /** One sample. */
    record Sample(Parser parser, Path file) {
        TextContent content() {
            try {
                return TextContent.of(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Path facts() {
            return file.resolveSibling(file.getFileName() + FACTS);
        }

        @Override
        public String toString() {
            return parser.format() + "/" + file.getFileName();
        }
    }

    static List<Sample> all() {
        return Parsers.ALL.stream().flatMap(parser -> of(parser).stream()).toList();
    }

    static List<Sample> of(Parser parser) {
        Path folder = ROOT.resolve(parser.format().id());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.toString().endsWith(FACTS))
                    .sorted()
                    .map(file -> new Sample(parser, file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
