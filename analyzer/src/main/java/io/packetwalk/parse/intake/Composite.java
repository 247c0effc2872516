package io.packetwalk.parse.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file into which a collector wrote several commands one after the other, each under a title:
 *
 * <pre>
 * *** Output of conntrack -S ***        EKS
 * ==== ip rule ====                     scripts; also "==== START logs for container c of pod ns/p ===="
 * Execute: ip -d -j addr                Retina, below a line "Summary: ..."
 * # iptables-save -c                    cilium bugtool, a code fence on the next line
 * $ ip addr     + ip addr               terminal transcripts and sh -x, only before a tool we know
 * </pre>
 */
final class Composite {

    private static final String TOOL =
            "(?:sudo )?(?:/\\S*/)?(?:ip|ip6?tables(?:-\\w+)*|nft|ipset|ipvsadm|conntrack|bridge|ss|netstat|sysctl|tc"
                    + "|ethtool|cat|uname|dmesg|hostname|date|kubectl|crictl|ifconfig|route|arp|lsmod|nstat)(?: .*)?";

    /** Titles that mean nothing else. */
    private static final List<Pattern> PLAIN = List.of(
            Pattern.compile("^\\*{3,} Output of (.+?) \\*{3,}$"),
            Pattern.compile("^={3,}\\s*(\\S.*?\\S)\\s*={3,}$"),
            Pattern.compile("^Execute: (.+)$"),
            Pattern.compile("^[$+] (" + TOOL + ")$"),
            Pattern.compile("^\\S+@\\S+[:~]\\S*[#$] (" + TOOL + ")$"));

    private static final Pattern FENCED = Pattern.compile("^# (\\S.*)$");
    private static final String FENCE = "```";
    private static final Pattern TRAILER = Pattern.compile("^> (Error while running .*)$");
    private static final Pattern ENDING = Pattern.compile("^={3,}\\s*END .*={3,}$|^Summary: .*$");

    private Composite() {}

    /** True when the first lines begin with a title. */
    static boolean begins(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank() && !ENDING.matcher(lines.get(i).strip()).matches()) {
                return title(lines, i).isPresent();
            }
        }
        return false;
    }

    /** The sections of a whole text. */
    static List<Section> sections(String text) {
        List<String> lines = clean(text);
        List<Section> sections = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            int next = at + 1;
            while (next < lines.size() && title(lines, next).isEmpty()) {
                next++;
            }
            sections.add(section(lines, at, next));
            at = next;
        }
        return sections;
    }

    private static Section section(List<String> lines, int from, int to) {
        Optional<String> title = title(lines, from);
        int start = title.isPresent() ? from + 1 : from;
        start = title.isPresent() ? Math.max(start, Math.min(to, fence(lines, start) + 1)) : start;
        int end = to;
        Optional<String> error = Optional.empty();
        while (end > start && framing(lines.get(end - 1))) {
            Matcher trailer = TRAILER.matcher(lines.get(end - 1).strip());
            error = trailer.matches() ? Optional.of(trailer.group(1)) : error;
            end--;
        }
        StringBuilder body = new StringBuilder();
        for (int i = start; i < end; i++) {
            body.append(lines.get(i)).append('\n');
        }
        int frame = (to - from) - (end - start);
        return new Section(title.orElse(""), start + 1L, body.toString(), frame, error);
    }

    private static boolean framing(String line) {
        String text = line.strip();
        return text.isEmpty()
                || text.equals(FENCE)
                || TRAILER.matcher(text).matches()
                || ENDING.matcher(text).matches();
    }

    /** Where the fence stands that opens at {@code at} or behind one blank line, -1 when none does. */
    private static int fence(List<String> lines, int at) {
        int fence = at < lines.size() && lines.get(at).isBlank() ? at + 1 : at;
        return fence < lines.size() && lines.get(fence).strip().equals(FENCE) ? fence : -1;
    }

    private static Optional<String> title(List<String> lines, int at) {
        String line = lines.get(at).strip();
        if (ENDING.matcher(line).matches()) {
            return Optional.empty();
        }
        Matcher fenced = FENCED.matcher(line);
        if (fenced.matches()) {
            return fence(lines, at + 1) > at ? Optional.of(fenced.group(1)) : Optional.empty();
        }
        return PLAIN.stream()
                .map(pattern -> pattern.matcher(line))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    private static List<String> clean(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        lines.replaceAll(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        return lines;
    }
}
