package io.packetwalk.parse.logs;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.logs.CorefileFact;
import io.packetwalk.fact.logs.CorefileFact.Directive;
import io.packetwalk.fact.logs.CorefileFact.Server;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads a Corefile line by line, as Caddy's lexer cuts it: blanks separate, double quotes hold together, {@code #} at a word's start
 * begins a comment, an opening brace at a line's end opens a block and a closing one alone ends it.
 */
final class CorefileReader {

    /** A block that is not closed yet. */
    private record Open(Source source, List<String> words, List<Directive> inside, boolean braces) {}

    private final List<Server> servers = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private Optional<Source> first = Optional.empty();
    private Optional<Source> last = Optional.empty();

    /** Takes one line; false when it says nothing (blank or comment). */
    boolean line(String text, Source source) {
        List<String> words = words(text);
        if (words.isEmpty()) {
            return false;
        }
        first = first.or(() -> Optional.of(source));
        last = Optional.of(source);
        if (words.getFirst().equals("}")) {
            close();
            return true;
        }
        boolean opens = words.getLast().equals("{");
        List<String> plain = opens ? words.subList(0, words.size() - 1) : words;
        if (opens || open.isEmpty()) {
            // Without braces there is one server: its zones on the first line, its directives below.
            open.push(new Open(source, List.copyOf(plain), new ArrayList<>(), opens));
        } else {
            open.element().inside().add(directive(new Open(source, plain, List.of(), false)));
        }
        return true;
    }

    private void close() {
        if (open.isEmpty()) {
            return;
        }
        Open block = open.pop();
        if (open.isEmpty()) {
            servers.add(new Server(block.source(), zones(block.words()), List.copyOf(block.inside())));
        } else {
            open.element().inside().add(directive(block));
        }
    }

    private static List<String> zones(List<String> words) {
        return words.stream()
                .map(word -> word.endsWith(",") ? word.substring(0, word.length() - 1) : word)
                .toList();
    }

    private static Directive directive(Open block) {
        List<String> words = block.words();
        String name = words.isEmpty() ? "" : words.getFirst();
        List<String> args = words.isEmpty() ? List.of() : List.copyOf(words.subList(1, words.size()));
        return new Directive(block.source(), name, args, List.copyOf(block.inside()));
    }

    /** True when a block is not closed. */
    boolean open() {
        return !open.isEmpty();
    }

    Optional<CorefileFact> finish() {
        if (open.size() == 1 && !open.element().braces()) {
            close();
        }
        if (servers.isEmpty() || first.isEmpty() || last.isEmpty()) {
            return Optional.empty();
        }
        Source from = first.get();
        Source to = last.get();
        Source whole = from.artifact().equals(to.artifact()) && from.from() < to.to()
                ? new Source(from.artifact(), from.kind(), from.from(), to.to(), from.pointer())
                : from;
        return Optional.of(new CorefileFact(whole, List.copyOf(servers)));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\r') {
                at++;
            } else if (c == '#') {
                break;
            } else if (c == '"') {
                int end = text.indexOf('"', at + 1);
                words.add(text.substring(at + 1, end < 0 ? text.length() : end));
                at = end < 0 ? text.length() : end + 1;
            } else {
                int end = at;
                while (end < text.length() && " \t\r".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                words.add(text.substring(at, end));
                at = end;
            }
        }
        return words;
    }
}
