package io.packetwalk.bundle;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The name of an entry made safe: relative, {@code /} between its parts, nothing that climbs out, nothing unprintable.
 *
 * <p>We never write entries to disk, so a hostile name cannot overwrite a file; but names are printed, compared, and pasted by readers.
 *
 * @param path the safe name, empty when nothing is left of it
 * @param hostile what was wrong with the name, empty when it only needed tidying ({@code ./}, double slashes, backslashes)
 */
record CleanPath(String path, List<String> hostile) {

    /** Where entries stand whose names climb out of the bundle. */
    private static final String OUTSIDE = "outside";

    CleanPath {
        hostile = List.copyOf(hostile);
    }

    static CleanPath of(String name) {
        List<String> hostile = new ArrayList<>();
        // Tools on Windows write backslashes although both tar and zip ask for slashes.
        String slashed = name.indexOf('/') < 0 ? name.replace('\\', '/') : name;
        if (slashed.startsWith("/")) {
            hostile.add("absolute path");
        }
        if (slashed.length() >= 2 && slashed.charAt(1) == ':' && Character.isLetter(slashed.charAt(0))) {
            hostile.add("drive letter");
            slashed = slashed.charAt(0) + "/" + slashed.substring(2);
        }
        List<String> parts = new ArrayList<>();
        boolean climbs = false;
        for (String part : slashed.split("/", -1)) {
            if (part.equals("..")) {
                climbs |= parts.isEmpty();
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (climbs) {
            hostile.add("climbs out of the bundle");
            parts.addFirst(OUTSIDE);
        }
        String path = String.join("/", parts);
        String printable = printable(path);
        if (!printable.equals(path)) {
            hostile.add("control characters");
        }
        return new CleanPath(printable, hostile);
    }

    /** The same text with control and other unprintable characters as {@code %XX}. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Format characters hide or reorder what a reader sees (U+202E and its kin).
            boolean hidden = Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || c == '\u2028'
                    || c == '\u2029'
                    || c == '\uFFFE'
                    || c == '\uFFFF';
            if (hidden) {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(c, c > 0xFF ? 4 : 2));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
