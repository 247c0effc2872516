package io.packetwalk.redact.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes what gives access: passwords, tokens, keys. Needs the lines of a file in order, for some secrets span several. */
public final class Secrets {
    /** Stands where a secret was. */
    static final String REMOVED = "secret-removed";

    /** Names that end like a secret's and hold none; they decide what is read. */
    private static final Pattern HARMLESS = Pattern.compile(
            "automountserviceaccounttoken|secretname|secretref|secretkeyref|imagepullsecrets|tokenexpirationseconds|.*tokenreview.*|secrets?"
                    + "|serviceaccounttoken|expirationseconds|publickey|topologykey|labelkey|key|.*sysctl.*|keepalive.*|tcp_fastopen_key",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ASSIGNED = Pattern.compile("(?i)(?<![A-Za-z0-9_.-])(?<n>" + SecretForms.NAME
            + ")(?<e>\\\\?[\"'] ?: ?|: +|=)(?<o>\\\\?[\"']?)(?<s>[^\\s\"'\\\\,;&{}\\[\\]]+)");

    private static final Pattern ENV_NAME =
            Pattern.compile("(?i)^[\\s-]*\"?name\"?\\s*:\\s*\"?" + SecretForms.NAME + "\"?\\s*,?\\s*$");
    private static final Pattern ENV_VALUE =
            Pattern.compile("^(?<head>[\\s-]*\"?(?:value|key)\"?\\s*:\\s*)(?<s>.*?)(?<tail>,?\\s*)$");
    private static final Pattern CEPH = Pattern.compile("(?i)\"entity\"\\s*:\\s*\"(osd|client|mgr|mon|mds)\\b.*");
    private static final Pattern PEM_BEGIN = Pattern.compile("-----BEGIN [A-Z0-9 ]+-----(?!.*-----END)");
    private static final Pattern MAP =
            Pattern.compile("^(\\s*)(?:- )?\"?(data|stringData|binaryData)\"?\\s*:\\s*\\{?\\s*$");
    private static final Pattern MAP_INLINE =
            Pattern.compile("\\\\?\"(?:data|stringData)\\\\?\"\\s*:\\s*\\{(?<s>[^{}]*)\\}");
    private static final Pattern ENTRY =
            Pattern.compile("^(?<head>\\s*\"?[-._A-Za-z0-9]+\"?\\s*:\\s*)(?<s>.*?)(?<tail>,?\\s*)$");
    private static final Pattern INLINE_VALUE =
            Pattern.compile("(\\\\?\"[-._A-Za-z0-9]+\\\\?\"\\s*:\\s*\\\\?\")[^\"\\\\]*");

    private final boolean holdsSecrets;
    private boolean env;
    private boolean pem;
    private int map = -1;
    private long removed;

    /** @param holdsSecrets the file has Secret objects: their data goes, too */
    public Secrets(boolean holdsSecrets) {
        this.holdsSecrets = holdsSecrets;
    }

    /** How many were removed. */
    public long removed() {
        return removed;
    }

    /** The next line of the file, without its secrets. */
    public String line(String line) {
        if (pem) {
            pem = !line.contains("-----END");
            return pem ? indent(line) + REMOVED : line;
        }
        String out = holdsSecrets ? data(line) : line;
        if (env) {
            Matcher value = ENV_VALUE.matcher(out);
            env = false;
            if (value.matches()) {
                return value.group("head") + masked(value.group("s")) + value.group("tail");
            }
        }
        long clues = SecretForms.clues(out);
        if (clues == 0) {
            return out;
        }
        boolean called = (clues & SecretForms.CALLED) != 0;
        env = called && ENV_NAME.matcher(out).matches()
                || (clues & SecretForms.ENTITY) != 0 && CEPH.matcher(out).find();
        for (Pattern form : SecretForms.of(clues)) {
            out = without(form, out);
        }
        if (called) {
            out = assigned(out);
        }
        pem = (clues & SecretForms.BEGUN) != 0 && PEM_BEGIN.matcher(out).find();
        return out;
    }

    private String data(String line) {
        Matcher inline = MAP_INLINE.matcher(line);
        String out = inline.find()
                ? inline.replaceAll(found -> {
                    removed++;
                    return Matcher.quoteReplacement(
                            INLINE_VALUE.matcher(found.group()).replaceAll("$1" + REMOVED));
                })
                : line;
        Matcher begin = MAP.matcher(out);
        if (begin.matches()) {
            map = begin.group(1).length();
            return out;
        }
        if (map >= 0 && !out.isBlank()) {
            if (indent(out).length() <= map) {
                map = -1;
                return out;
            }
            Matcher entry = ENTRY.matcher(out);
            removed++;
            return entry.matches()
                    ? entry.group("head") + masked(entry.group("s")) + entry.group("tail")
                    : indent(out) + REMOVED;
        }
        return out;
    }

    private String masked(String value) {
        removed++;
        return value.startsWith("\"") ? "\"" + REMOVED + "\"" : REMOVED;
    }

    private String without(Pattern rule, String line) {
        Matcher found = rule.matcher(line);
        if (!found.find()) {
            return line;
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        do {
            removed++;
            out.append(line, from, found.start("s")).append(REMOVED);
            from = found.end("s");
        } while (found.find());
        return out.append(line, from, line.length()).toString();
    }

    private String assigned(String line) {
        Matcher found = ASSIGNED.matcher(line);
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (found.find()) {
            String value = found.group("s");
            boolean plain = HARMLESS.matcher(found.group("n")).matches()
                    || value.equals(REMOVED)
                    || List.of("true", "false", "null", "none", "<none>", "map")
                            .contains(value.toLowerCase(Locale.ROOT));
            // The field "token" is also a word of many formats: what looks like a word stays.
            boolean word = found.group("n").equalsIgnoreCase("token") && !value.matches("(?=.*[0-9]).{8,}");
            if (!plain && !word) {
                removed++;
                out.append(line, from, found.start("s")).append(REMOVED);
                from = found.end("s");
            }
        }
        return out.append(line, from, line.length()).toString();
    }

    private static String indent(String line) {
        int at = 0;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return line.substring(0, at);
    }
}
