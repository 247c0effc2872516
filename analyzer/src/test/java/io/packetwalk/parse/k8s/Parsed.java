package io.packetwalk.parse.k8s;

import io.packetwalk.evidence.Coverage;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.StreamContent;
import io.packetwalk.parse.Tally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a parser made of some bytes, held against that text. */
@SuppressWarnings("ArrayRecordComponent")
record Parsed(String artifact, byte[] bytes, Tally tally) {

    static Parsed sample(String name) {
        try {
            return of(
                    name,
                    Files.readAllBytes(Path.of("..", "samples", "formats", "k8s", name)),
                    new KubernetesObjects());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    static Parsed objects(String text) {
        return of("a.yaml", text.getBytes(StandardCharsets.UTF_8), new KubernetesObjects());
    }

    static Parsed table(String text) {
        return of("t.txt", text.getBytes(StandardCharsets.UTF_8), new KubectlTable());
    }

    static Parsed of(String artifact, byte[] bytes, Parser parser) {
        Tally tally = new Tally(artifact);
        try {
            parser.parse(StreamContent.of(artifact, bytes), tally);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Parsed(artifact, bytes, tally);
    }

    List<String> lines() {
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    /** Text of the line a source names. */
    String at(Source source) {
        return lines().get((int) source.from() - 1);
    }

    <F extends Fact> List<F> all(Class<F> type) {
        return tally.facts().stream().filter(type::isInstance).map(type::cast).toList();
    }

    <F extends Fact> F one(Class<F> type) {
        return all(type).getFirst();
    }

    Presence presence() {
        return tally.presence().orElse(new Presence.Collected());
    }

    Coverage coverage() {
        return tally.coverage("k8s-list");
    }

    /** The facts without the places they were read from. */
    List<String> values() {
        String source = "Source\\[|" + artifact.replace(".", "\\.") + ":\\d+(-\\d+)?";
        return tally.facts().stream()
                .map(fact -> fact.toString().replaceAll(source, "@"))
                .toList();
    }
}
