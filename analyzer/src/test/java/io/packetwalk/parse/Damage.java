package io.packetwalk.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Hurts a text as captures, terminals and people do: lines lost, doubled, cut, characters that do not belong there. */
public final class Damage {

    private static final String NASTY = "\t \"'\\{}[]()<>:;=,!#*-+/%@\u0000\u00ff\uffff0x9";

    private Damage() {}

    /** The text with one to four injuries. */
    public static String of(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (int hits = 1 + random.nextInt(4); hits > 0 && !lines.isEmpty(); hits--) {
            int at = random.nextInt(lines.size());
            String line = lines.get(at);
            int cut = line.isEmpty() ? 0 : random.nextInt(line.length());
            switch (random.nextInt(8)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                case 2 -> lines.set(at, line.substring(0, cut));
                case 3 -> lines.set(at, line.substring(cut));
                case 4 -> lines.set(at, line.substring(0, cut) + nasty(random) + line.substring(cut));
                case 5 -> lines.set(at, line.replace(' ', nasty(random)));
                case 6 -> lines.set(at, without(line, random));
                default -> lines.subList(at, lines.size()).clear();
            }
        }
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private static char nasty(Random random) {
        return NASTY.charAt(random.nextInt(NASTY.length()));
    }

    /** The line without one of its words. */
    private static String without(String line, Random random) {
        List<String> words = Words.of(line);
        if (!words.isEmpty()) {
            words.remove(random.nextInt(words.size()));
        }
        return String.join(" ", words);
    }
}
