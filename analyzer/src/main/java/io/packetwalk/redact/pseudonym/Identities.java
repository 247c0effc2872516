package io.packetwalk.redact.pseudonym;

import java.util.HexFormat;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers that tell one object, machine, container or start of it from all others: UIDs and boot IDs (RFC 9562), also with underscores as the
 * kubelet writes them into names of cgroups, machine-id(5), and the 64 digits of containers, sandboxes and images.
 */
public final class Identities {
    private static final String BEGIN = "(?<=^|[-_.]|(?:^|[-_])pod)";
    private static final Pattern NUMBER = Pattern.compile(
            BEGIN
                    + "(?:[0-9a-fA-F]{8}([-_])(?:[0-9a-fA-F]{4}\\1){3}[0-9a-fA-F]{12}|[0-9a-fA-F]{64}|[0-9a-fA-F]{32})(?=$|[-_])");
    private static final int SHORTEST = 32;
    /** Digits of a container's number that docker and crictl show: {@code docker ps} 12, {@code crictl ps} 13. */
    static final int SHOWN = 12;

    private Identities() {}

    /** {@code run} with each such number replaced by {@code image}, and what stands around them by {@code rest}. */
    public static String replaced(String run, UnaryOperator<String> image, UnaryOperator<String> rest) {
        if (run.length() < SHORTEST) {
            return rest.apply(run);
        }
        Matcher found = NUMBER.matcher(run);
        StringBuilder out = new StringBuilder(run.length());
        int from = 0;
        while (found.find()) {
            out.append(around(run.substring(from, found.start()), rest)).append(image.apply(found.group()));
            from = found.end();
        }
        return out.append(around(run.substring(from), rest)).toString();
    }

    private static String around(String text, UnaryOperator<String> rest) {
        return text.isEmpty() ? text : rest.apply(text);
    }

    /** True for the digits that a container's number begins with where a table shows no more of it. */
    static boolean shown(String run) {
        return (run.length() == SHOWN || run.length() == SHOWN + 1)
                && run.chars().allMatch(c -> Letters.hex((char) c));
    }

    /** As many other digits in the same places: nobody reads anything else in them than which one it is. */
    static String drawn(String number, Key key) {
        String lower = number.toLowerCase(Locale.ROOT);
        String digits = HexFormat.of().formatHex(key.draw("identity/" + lower.replaceAll("[-_]", "")));
        StringBuilder out = new StringBuilder(number.length());
        for (int at = 0, digit = 0; at < number.length(); at++) {
            out.append(Letters.hex(number.charAt(at)) ? digits.charAt(digit++) : number.charAt(at));
        }
        return number.equals(lower) ? out.toString() : out.toString().toUpperCase(Locale.ROOT);
    }
}
