import io.packetwalk.Analysis;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.check.Outcome;
import io.packetwalk.cli.Asked;
import io.packetwalk.cli.Failure;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.Walker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Analyzes many bundles in one process, for {@code scripts/accuracy}. Reads {@code case BUNDLE SYMPTOM}, then {@code probe ID FROM TO SIZE} lines, then {@code go}, tab between
 * words; answers with lines {@code finding}, {@code crashed}, {@code failed}, {@code walk}, {@code error}, then {@code end}.
 */
final class Accuracy {

    private Accuracy() {}

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        List<String[]> probes = new ArrayList<>();
        String[] asked = {};
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split("\t", -1);
            switch (words[0]) {
                case "case" -> {
                    asked = words;
                    probes.clear();
                }
                case "probe" -> probes.add(words);
                default -> {
                    try {
                        answer(asked, probes);
                    } catch (IOException | RuntimeException failure) {
                        say("error", failure.toString().replaceAll("\\s+", " "));
                    }
                    say("end");
                    System.out.flush();
                }
            }
        }
    }

    private static void say(String... words) {
        System.out.println(String.join("\t", words));
    }

    private static void answer(String[] asked, List<String[]> probes) throws IOException {
        Bundle bundle = Bundle.of(List.of(new Input.Stored(java.nio.file.Path.of(asked[1]))), Limits.standard(), System::nanoTime);
        Analysis analysis = Analysis.run(
                bundle, 2, cluster -> asked[2].isEmpty() ? Optional.empty() : Optional.of(Asked.symptom(asked[2], cluster)));
        analysis.diagnosis().findings().forEach(ranked -> say(
                "finding",
                ranked.finding().id().code(),
                ranked.finding().confidence().name(),
                ranked.finding().severity().name(),
                ranked.role().name()));
        analysis.diagnosis().outcomes().forEach((check, outcome) -> {
            if (outcome instanceof Outcome.Crashed) {
                say("crashed", check.code());
            }
        });
        say("failed", String.valueOf(analysis.flows().failed().size()));
        Walker walker = new Walker(analysis.cluster());
        for (String[] probe : probes) {
            try {
                walk(probe, walker.walk(Asked.question(probe[2], probe[3], Integer.parseInt(probe[4]), analysis.cluster())));
            } catch (Failure unknown) {
                say("unasked", probe[1], unknown.getMessage().replaceAll("\\s+", " "));
            }
        }
    }

    private static void walk(String[] probe, Walk walk) {
        List<Path> ends = new ArrayList<>(walk.paths());
        ends.addAll(walk.reply());
        ends.addAll(walk.beside());
        say(
                "walk",
                probe[1],
                walk.symptom().word(),
                walk.resolution().outcome(),
                java.util.stream.Stream.concat(walk.paths().stream(), walk.beside().stream()).map(path -> path.symptom().word()).distinct().collect(Collectors.joining(",")),
                ends.stream().filter(path -> !path.symptom().word().equals("ok")).flatMap(path -> path.steps().stream().skip(Math.max(0, path.steps().size() - 1))).map(Accuracy::place).distinct().collect(Collectors.joining(",")),
                walk.paths().stream().map(Path::reason).distinct().collect(Collectors.joining(" / ")).replaceAll("\\s+", " "));
    }

    /** The words of the lab: a node's name, {@code pod:NS/NAME}, or {@code outside}. */
    private static String place(Step step) {
        return step.netns().startsWith("pod/") ? "pod:" + step.netns().substring(4) : step.node().isEmpty() ? "outside" : step.node();
    }
}
