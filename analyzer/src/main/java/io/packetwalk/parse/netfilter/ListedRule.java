package io.packetwalk.parse.netfilter;

import io.packetwalk.fact.Counters;
import io.packetwalk.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of {@code iptables -nL} in the words of iptables-save, as far as the list says it: each extension prints in words of its own
 * (the {@code print} functions of iptables' extensions/libxt_*.c). What is left over becomes {@code -m listed}, a match nobody knows, so
 * that the rule may or may not apply; so does what a list without {@code -v} leaves out, the interfaces.
 *
 * @param text the rule from {@code -A} on
 * @param counters packets and bytes, where the list has them unabbreviated
 */
record ListedRule(String text, Optional<Counters> counters) {

    /** As {@code iptables-save -c} would have it. */
    String saved() {
        return counters.map(seen -> "[" + seen.packets() + ":" + seen.bytes() + "] ")
                        .orElse("")
                + text;
    }

    /**
     * Target, protocol, fragments. ip6tables printed blanks in the last column before 1.8.9 (iptables/xshared.c, print_rule_details), so that
     * only the words of the second column tell it from its neighbours.
     */
    private static final String HEAD = "(?:(?<target>\\S+)\\s+)?(?:(?<proto>!?[A-Za-z0-9_-]+)\\s+(?<opt>--|-f|!f)"
            + "|(?<lone>!?(?:all|tcp|udp|udplite|sctp|dccp|icmp|icmpv6|ipv6-icmp|esp|ah|gre|ipv6|ipv6-mh|mh|\\d{1,3})))\\s+";

    private static final String TAIL = "(?<source>\\S+)\\s+(?<destination>\\S+)\\s*(?<rest>.*)";
    private static final Pattern VERBOSE =
            Pattern.compile("\\s*(?:\\d+\\s+)??(?<packets>\\d+[KMGT]?)\\s+(?<bytes>\\d+[KMGT]?)\\s+" + HEAD
                    + "(?<in>\\S+)\\s+(?<out>\\S+)\\s+" + TAIL);
    private static final Pattern PLAIN = Pattern.compile("(?:\\d+\\s+)??" + HEAD + TAIL);
    private static final Pattern COMMENT = Pattern.compile("/\\* (.*?) \\*/");

    /** How an extension prints, and what iptables-save would have written. */
    private record Phrase(Pattern pattern, Function<MatchResult, String> save) {
        static Phrase of(String pattern, Function<MatchResult, String> save) {
            return new Phrase(Pattern.compile("\\s*" + pattern + "(?=\\s|$)"), save);
        }
    }

    private static final List<Phrase> PHRASES = List.of(
            Phrase.of("(tcp|udp|sctp|udplite) dpts?:(!?)([0-9:]+)", at -> port(at, "--dport")),
            Phrase.of("(tcp|udp|sctp|udplite) spts?:(!?)([0-9:]+)", at -> port(at, "--sport")),
            Phrase.of(
                    "(tcp) flags:(!?)0x([0-9A-Fa-f]+)/0x([0-9A-Fa-f]+)",
                    at -> "-m tcp " + not(at.group(2)) + "--tcp-flags " + flags(at.group(3)) + " "
                            + flags(at.group(4))),
            // Behind one of the former the second word of the same extension stands alone.
            Phrase.of("dpts?:(!?)([0-9:]+)", at -> not(at.group(1)) + "--dport " + at.group(2)),
            Phrase.of("spts?:(!?)([0-9:]+)", at -> not(at.group(1)) + "--sport " + at.group(2)),
            Phrase.of(
                    "flags:(!?)0x([0-9A-Fa-f]+)/0x([0-9A-Fa-f]+)",
                    at -> not(at.group(1)) + "--tcp-flags " + flags(at.group(2)) + " " + flags(at.group(3))),
            Phrase.of("(?:tcp|udp|sctp)", _at -> ""),
            Phrase.of(
                    "multiport (dports|sports|ports)\\s+(! ?)?([0-9:,]+)",
                    at -> "-m multiport " + not(at.group(2)) + "--" + at.group(1) + " " + at.group(3)),
            // "code 0" for one, nothing for all of them (extensions/libipt_icmp.c, libip6t_icmp6.c); a range has no
            // word in a save.
            Phrase.of(
                    "(icmp|ipv6-icmp) ?(! ?)?type ([0-9]+)(?: code ([0-9]+))?(?! codes)",
                    at -> (at.group(1).equals("icmp") ? "-m icmp " : "-m icmp6 ")
                            + not(at.group(2))
                            + (at.group(1).equals("icmp") ? "--icmp-type " : "--icmpv6-type ")
                            + at.group(3)
                            + (at.group(4) == null ? "" : "/" + at.group(4))),
            Phrase.of("(! )?ctstate ([A-Z,]+)", at -> "-m conntrack " + not(at.group(1)) + "--ctstate " + at.group(2)),
            Phrase.of("(! )?state ([A-Z,]+)", at -> "-m state " + not(at.group(1)) + "--state " + at.group(2)),
            Phrase.of(
                    "ADDRTYPE match (dst|src)-type (!?)([A-Z,]+)",
                    at -> "-m addrtype " + not(at.group(2)) + "--" + at.group(1) + "-type " + at.group(3)),
            Phrase.of(
                    "(?:mark|MARK) match (! ?)?(0x[0-9a-fA-F]+(?:/0x[0-9a-fA-F]+)?)",
                    at -> "-m mark " + not(at.group(1)) + "--mark " + at.group(2)),
            Phrase.of(
                    "(! )?match-set (\\S+) ([a-z,]+)",
                    at -> "-m set " + not(at.group(1)) + "--match-set " + at.group(2) + " " + at.group(3)),
            Phrase.of(
                    "(! )?recent: (SET|CHECK|UPDATE|REMOVE)(?: seconds: ([0-9]+))?( reap)? name: (\\S+) side: (source|dest)(?: mask: (\\S+))?",
                    ListedRule::recent),
            Phrase.of(
                    "statistic mode random (! )?probability ([0-9.]+)",
                    at -> at.group(1) == null
                            ? "-m statistic --mode random --probability " + at.group(2)
                            : "-m listed --as statistic"));

    private static final List<Phrase> OF_TARGETS = List.of(
            Phrase.of("MARK or (0x[0-9a-fA-F]+)", at -> "--set-xmark " + at.group(1) + "/" + at.group(1)),
            Phrase.of("MARK xset (0x[0-9a-fA-F]+/0x[0-9a-fA-F]+)", at -> "--set-xmark " + at.group(1)),
            Phrase.of("MARK set (0x[0-9a-fA-F]+)", at -> "--set-xmark " + at.group(1) + "/0xffffffff"),
            Phrase.of("MARK xor (0x[0-9a-fA-F]+)", at -> "--set-xmark " + at.group(1) + "/0x0"),
            Phrase.of(
                    "MARK and 0x([0-9a-fA-F]{1,8})",
                    at -> "--set-xmark 0x0/0x" + Long.toHexString(~Long.parseLong(at.group(1), 16) & 0xffff_ffffL)),
            Phrase.of("to:([0-9a-fA-F.:\\[\\]-]+)", at -> at.group(1)),
            Phrase.of("redir ports ([0-9-]+)", at -> "--to-ports " + at.group(1)),
            Phrase.of("reject-with (\\S+)", at -> "--reject-with " + at.group(1)),
            Phrase.of("(random-fully|random|persistent)", at -> "--" + at.group(1)),
            Phrase.of("LOG flags \\S+ level \\S+(?: prefix \"[^\"]*\")?", _at -> ""));

    /** The rule of a line below the heading of {@code chain}; empty when it is none. */
    static Optional<ListedRule> of(String chain, String line, boolean verbose) {
        Matcher at = (verbose ? VERBOSE : PLAIN).matcher(line);
        if (!at.matches()) {
            return Optional.empty();
        }
        String target = at.group("target") == null ? "" : at.group("target");
        List<String> words = new ArrayList<>(List.of("-A", chain));
        address("-s", at.group("source"), words);
        address("-d", at.group("destination"), words);
        if (verbose) {
            device("-i", at.group("in"), words);
            device("-o", at.group("out"), words);
        } else {
            words.add("-m listed --as interfaces");
        }
        String proto = at.group("proto") == null ? at.group("lone") : at.group("proto");
        String bare = proto.startsWith("!") ? proto.substring(1) : proto;
        if (!bare.equals("all") && !bare.equals("0")) {
            words.add(not(proto.substring(0, proto.length() - bare.length())) + "-p " + bare);
        }
        if ("-f".equals(at.group("opt"))) {
            words.add("-f");
        } else if ("!f".equals(at.group("opt"))) {
            words.add("! -f");
        }
        extensions(at.group("rest"), target, words);
        Optional<Counters> counters = verbose ? counters(at.group("packets"), at.group("bytes")) : Optional.empty();
        return Optional.of(new ListedRule(String.join(" ", words), counters));
    }

    private static void extensions(String printed, String target, List<String> words) {
        String rest = printed;
        Matcher comment = COMMENT.matcher(rest);
        while (comment.find()) {
            words.add("-m comment --comment \""
                    + comment.group(1).replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        }
        rest = comment.replaceAll(" ").strip();
        boolean jumps = rest.endsWith("[goto]");
        rest = jumps ? rest.substring(0, rest.length() - "[goto]".length()).strip() : rest;
        List<String> options = new ArrayList<>();
        while (!rest.isEmpty()) {
            Optional<String> after = take(PHRASES, rest, words, target);
            if (after.isEmpty()) {
                after = take(OF_TARGETS, rest, options, target);
            }
            if (after.isEmpty()) {
                words.add("-m listed --as \"" + rest.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
                break;
            }
            rest = after.get();
        }
        if (!target.isEmpty()) {
            words.add((jumps ? "-g " : "-j ") + target);
            words.addAll(options);
        }
    }

    private static Optional<String> take(List<Phrase> phrases, String text, List<String> words, String target) {
        for (Phrase phrase : phrases) {
            Matcher at = phrase.pattern().matcher(text);
            if (at.lookingAt()) {
                String save = phrase.save().apply(at.toMatchResult());
                if (at.group().strip().startsWith("to:")) {
                    save = (target.equals("SNAT") ? "--to-source " : "--to-destination ") + save;
                }
                if (!save.isEmpty()) {
                    words.add(save);
                }
                return Optional.of(text.substring(at.end()).strip());
            }
        }
        return Optional.empty();
    }

    private static String port(MatchResult at, String option) {
        return "-m " + at.group(1) + " " + not(at.group(2)) + option + " " + at.group(3);
    }

    private static String recent(MatchResult at) {
        String what = switch (at.group(2)) {
            case "SET" -> "--set";
            case "CHECK" -> "--rcheck";
            case "UPDATE" -> "--update";
            default -> "--remove";
        };
        return "-m recent " + not(at.group(1)) + what
                + (at.group(3) == null ? "" : " --seconds " + at.group(3))
                + (at.group(4) == null ? "" : " --reap")
                + " --name " + at.group(5)
                + (at.group(7) == null ? "" : " --mask " + at.group(7))
                + (at.group(6).equals("dest") ? " --rdest" : " --rsource");
    }

    private static String not(@org.jspecify.annotations.Nullable String mark) {
        return mark == null || mark.isBlank() ? "" : "! ";
    }

    /** The low byte of the fourth word of a TCP header (RFC 9293). */
    private static String flags(String hex) {
        List<String> names = List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG");
        int bits = Integer.parseInt(hex, 16) & 0x3f;
        List<String> set = new ArrayList<>();
        for (int bit = 0; bit < names.size(); bit++) {
            if ((bits >> bit & 1) != 0) {
                set.add(names.get(bit));
            }
        }
        return set.isEmpty() ? "NONE" : String.join(",", set);
    }

    private static void device(String option, String printed, List<String> words) {
        boolean negated = printed.startsWith("!");
        String name = negated ? printed.substring(1) : printed;
        if (!name.equals("*") && !name.equals("any")) {
            words.add(not(negated ? "!" : "") + option + " " + name);
        }
    }

    /** Without -n a list has names, which are no addresses. */
    private static void address(String option, String printed, List<String> words) {
        boolean negated = printed.startsWith("!");
        String text = negated ? printed.substring(1) : printed;
        if (text.equals("anywhere") || text.equals("0.0.0.0/0") || text.equals("::/0")) {
            if (negated) {
                words.add("-m listed --as \"" + option + " " + printed + "\"");
            }
        } else if (Cidr.parse(text).isPresent()
                || io.packetwalk.net.Ip.parse(text).isPresent()) {
            words.add(not(negated ? "!" : "") + option + " " + text);
        } else {
            words.add("-m listed --as \"" + option + " " + printed.replace("\"", "") + "\"");
        }
    }

    private static Optional<Counters> counters(String packets, String bytes) {
        return packets.matches("\\d{1,18}") && bytes.matches("\\d{1,18}")
                ? Optional.of(new Counters(Long.parseLong(packets), Long.parseLong(bytes)))
                : Optional.empty();
    }
}
