package io.packetwalk.parse.intake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file into which a collector wrote several commands one after the other, each under a title:
 *
 * <pre>
 * *** Output of conntrack -S ***        EKS
 * ==== ip rule ====                     scripts; also "==== START logs for container c of pod ns/p ===="
 * /usr/sbin/ip rule list                Retina, which announces its commands between "Summary:" and "Execute:"
 * # iptables-save -c                    cilium bugtool, a code fence on the next line; supportconfig, below "#==[ Command ]===#" (or Configuration File, Log File)
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
            Pattern.compile("^[$+] (" + TOOL + ")$"),
            Pattern.compile("^\\S+@\\S+[:~]\\S*[#$] (" + TOOL + ")$"));

    private static final Pattern FENCED = Pattern.compile("^# (\\S.*)$");
    private static final String FENCE = "```";
    private static final Pattern TRAILER = Pattern.compile("^> (Error while running .*)$");
    private static final Pattern ENDING = Pattern.compile("^={3,}\\s*END .*={3,}$|^#==\\[ .* ]=+#$");
    private static final Pattern SUPPORTCONFIG = Pattern.compile("^#==\\[ [A-Z][A-Za-z ]* ]=+#$");
    /** supportconfig, of a tool that is not installed. */
    private static final Pattern NO_TOOL = Pattern.compile("^(ERROR: Command not found.*)$");

    private static final String SUMMARY = "Summary:";
    private static final String EXECUTE = "Execute:";
    private static final Pattern ANNOUNCED = Pattern.compile("^(.+)\\([^()]*\\)$");
    /** Retina writes no line end behind this, so the next title stands on the same line. */
    private static final Pattern FAILED = Pattern.compile("^(Failed to run \".*?\", error: .*?)\\)(.*)$");

    private Composite() {}

    /** True when the first lines begin with a title. */
    static boolean begins(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank() && !ENDING.matcher(lines.get(i).strip()).matches()) {
                return title(lines, i, Set.of()).isPresent()
                        || !announced(lines).isEmpty();
            }
        }
        return false;
    }

    /** Retina lists what it will run, each with its purpose in brackets: whatever looks like that below is a title. */
    private static Set<String> announced(List<String> lines) {
        Set<String> commands = new HashSet<>();
        if (lines.isEmpty() || !lines.getFirst().strip().equals(SUMMARY)) {
            return commands;
        }
        for (String line : lines) {
            Matcher command = ANNOUNCED.matcher(line.strip());
            if (line.strip().equals(EXECUTE)) {
                break;
            }
            if (command.matches()) {
                commands.add(command.group(1));
            }
        }
        return commands;
    }

    /** The sections of a whole text. */
    static List<Section> sections(String text) {
        List<String> lines = clean(text);
        Set<String> announced = announced(lines);
        List<Section> sections = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            int next = at + 1;
            while (next < lines.size() && title(lines, next, announced).isEmpty()) {
                next++;
            }
            sections.add(section(lines, at, next, announced));
            at = next;
        }
        return announced.isEmpty() ? sections : withoutAnnouncement(sections);
    }

    /** What is announced is no command's output: its lines are framing of the first one. */
    private static List<Section> withoutAnnouncement(List<Section> sections) {
        if (sections.size() < 2 || !sections.getFirst().command().isEmpty()) {
            return sections;
        }
        Section first = sections.get(1);
        long frame = sections.getFirst().frame() + first.frame();
        List<Section> commands = new ArrayList<>(sections.subList(1, sections.size()));
        commands.set(0, new Section(first.command(), first.firstLine(), first.body(), frame, first.error()));
        return commands;
    }

    private static Section section(List<String> lines, int from, int to, Set<String> announced) {
        Optional<String> title = title(lines, from, announced);
        int start = title.isPresent() ? from + 1 : from;
        start = title.isPresent() ? Math.max(start, Math.min(to, fence(lines, start) + 1)) : start;
        while (title.isPresent() && start < to && lines.get(start).isBlank()) {
            start++;
        }
        int end = to;
        Optional<String> error = to < lines.size() ? error(lines.get(to)) : Optional.empty();
        while (end > start && framing(lines.get(end - 1), title.isEmpty() && !announced.isEmpty())) {
            Optional<String> said = error(lines.get(end - 1));
            error = said.isPresent() ? said : error;
            end--;
        }
        StringBuilder body = new StringBuilder();
        for (int i = start; i < end; i++) {
            body.append(lines.get(i)).append('\n');
        }
        int frame = (to - from) - (end - start);
        return new Section(title.orElse(""), start + 1L, body.toString(), frame, error);
    }

    /** What a line says of the failure of the command above it. */
    private static Optional<String> error(String line) {
        return Stream.of(TRAILER, FAILED, NO_TOOL)
                .map(pattern -> pattern.matcher(line.strip()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    /** @param announcing the line stands before the first command of a file that announces them */
    private static boolean framing(String line, boolean announcing) {
        String text = line.strip();
        return announcing
                || text.isEmpty()
                || FAILED.matcher(text).matches()
                || text.equals(FENCE)
                || TRAILER.matcher(text).matches()
                || NO_TOOL.matcher(text).matches()
                || ENDING.matcher(text).matches();
    }

    /** Where the fence stands that opens at {@code at} or behind one blank line, -1 when none does. */
    private static int fence(List<String> lines, int at) {
        int fence = at < lines.size() && lines.get(at).isBlank() ? at + 1 : at;
        return fence < lines.size() && lines.get(fence).strip().equals(FENCE) ? fence : -1;
    }

    private static Optional<String> title(List<String> lines, int at, Set<String> announced) {
        String line = lines.get(at).strip();
        Matcher failed = FAILED.matcher(line);
        String command = failed.matches() ? failed.group(2) : line;
        if (announced.contains(command)) {
            return Optional.of(command);
        }
        if (ENDING.matcher(line).matches()) {
            return Optional.empty();
        }
        Matcher fenced = FENCED.matcher(line);
        if (fenced.matches()) {
            boolean titled = fence(lines, at + 1) > at
                    || at > 0
                            && SUPPORTCONFIG.matcher(lines.get(at - 1).strip()).matches();
            return titled ? Optional.of(fenced.group(1)) : Optional.empty();
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
