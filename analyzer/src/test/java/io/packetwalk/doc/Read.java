package io.packetwalk.doc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything that {@link Documents} made of some bytes. */
record Read(List<Piece> pieces, Ending ending) {

    static final Path SAMPLES = Path.of("..", "samples", "formats", "k8s");

    static Read of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Read of(byte[] bytes) {
        List<Piece> pieces = new ArrayList<>();
        try {
            Ending ending = Documents.KUBERNETES.read(new ByteArrayInputStream(bytes), 1, pieces::add);
            return new Read(pieces, ending);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static byte[] sample(String name) {
        try {
            return Files.readAllBytes(SAMPLES.resolve(name));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    List<Piece.Document> documents() {
        return only(Piece.Document.class);
    }

    List<Piece.Unreadable> unreadable() {
        return only(Piece.Unreadable.class);
    }

    <P extends Piece> List<P> only(Class<P> type) {
        return pieces.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** {@code metadata.name} of each document. */
    List<String> names() {
        return documents().stream()
                .map(document -> root(document).at("metadata", "name").text("?"))
                .toList();
    }

    List<String> problems() {
        return documents().stream()
                .flatMap(document -> document.problems().stream())
                .map(Problem::code)
                .toList();
    }

    static Field root(Piece.Document document) {
        return Field.root(document.tree(), oddity -> {});
    }
}
