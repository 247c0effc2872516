package io.packetwalk.redact;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes what gives access: passwords, tokens, keys. Needs the lines of a file in order, for some secrets span several. */
final class Secrets {
    /** Stands where a secret was. */
    static final String REMOVED = "secret-removed";

    private static final String NAME =
            "(?:[A-Za-z0-9_.-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
                    + "|client[_-]?key|owner[_-]?account|credential|encryption[_-]?key|session[_-]?key|auth[_-]?key|cert[_-]?key|pwd|preshared)[A-Za-z0-9_.-]*)";

    /** Cheap look before the patterns are tried. */
    private static final Pattern SUSPECT = Pattern.compile(
            "passw|passphrase|secret|token|key|pwd|credential|account|cookie|auth|bearer|eyj|://|begin|@|ls0tls|mii|h4si|sdrzs|akia|asia|ghp_|xox|uid|user id|location|source|server|preshared|data",
            Pattern.CASE_INSENSITIVE);

    /** Names that end like a secret's and hold none; they decide what is read. */
    private static final Pattern HARMLESS = Pattern.compile(
            "automountserviceaccounttoken|secretname|secretref|secretkeyref|imagepullsecrets|tokenexpirationseconds|.*tokenreview.*|secrets?"
                    + "|serviceaccounttoken|expirationseconds|publickey|topologykey|labelkey|key|.*sysctl.*|keepalive.*|tcp_fastopen_key",
            Pattern.CASE_INSENSITIVE);

    /** One pattern; the groups named {@code s} and {@code t} hold what must go. */
    private static final List<Pattern> RULES = List.of(
            Pattern.compile("(?i)\\b[a-z][a-z0-9+.-]*://(?<s>[^\\s:/@\"']+:[^\\s@\"'/]+)@"),
            Pattern.compile("(?i)(?<s>[^\\s:/@\"'=]+:[^\\s@\"']+)@tcp\\("),
            Pattern.compile("\\b(?<s>eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]*)"),
            Pattern.compile("(?i)\\bbearer +(?<s>[A-Za-z0-9._~+/=-]{8,})"),
            Pattern.compile(
                    "(?i)\\b(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-auth-token)\\\\?\"? ?[:=] ?\\\\?\"?(?<s>[^\"\\\\\\r\\n]+)"),
            Pattern.compile("\\b(?<s>(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16})\\b"),
            Pattern.compile(
                    "\\b(?<s>gh[pousr]_[A-Za-z0-9]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abprs]-[A-Za-z0-9-]{8,}|sk_(?:live|test)_[A-Za-z0-9]{12,})"),
            Pattern.compile("\\b(?<s>[a-z0-9]{6}\\.[a-z0-9]{16})\\b(?=.*(?i:token)|(?<=(?i:token).{0,80}))"),
            Pattern.compile(
                    "(?<s>[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){0,8}\\.[A-Za-z]{2,24})\\b"),
            Pattern.compile("(?<s>LS0tLS1CRUdJTi[A-Za-z0-9+/=\\\\]+)"),
            // A certificate or key without its frame (DER), and something compressed: we cannot look into either.
            Pattern.compile("(?<![A-Za-z0-9+/])(?<s>(?:MII[A-Za-z0-9+/]{2}|H4sIA|SDRzS)[A-Za-z0-9+/]{50,}=*)"),
            Pattern.compile("-----BEGIN [A-Z0-9 ]+-----(?<s>.+?)-----END"),
            Pattern.compile(
                    "(?i)\\b(?:data source|location|user id|password|server|database|uid|pwd) ?= ?(?<s>[^;\"'\\s]+)(?=;)"),
            Pattern.compile(
                    "(?i)(?:private key|preshared key|private-key|preshared-key|psk) ?[:=] ?(?<s>[A-Za-z0-9+/]{20,}=*)"),
            Pattern.compile("(?i)\\b(?:auth|enc|aead|auth-trunc)(?: [a-z0-9()_-]+)? 0x(?<s>[0-9a-f]{16,})"),
            Pattern.compile(
                    "(?i)(?<![A-Za-z0-9])--?[a-z-]*(?:password|passwd|token|secret)(?<!-file) +(?<s>[^\\s-][^\\s\"]*)"),
            // "name": "DB_PASSWORD", "value": "x" on one line, plain or escaped.
            Pattern.compile("(?i)\\\\?\"name\\\\?\" ?: ?\\\\?\"" + NAME
                    + "\\\\?\" ?, ?\\\\?\"value\\\\?\" ?: ?\\\\?\"(?<s>(?:[^\"\\\\]++|\\\\[^\"])++)"),
            Pattern.compile(
                    "(?i)\\\\?\"value\\\\?\" ?: ?\\\\?\"(?<s>(?:[^\"\\\\]++|\\\\[^\"])++)\\\\?\" ?, ?\\\\?\"name\\\\?\" ?: ?\\\\?\""
                            + NAME + "\\\\?\""));

    private static final Pattern ASSIGNED = Pattern.compile("(?i)(?<![A-Za-z0-9_.-])(?<n>" + NAME
            + ")(?<e>\\\\?[\"'] ?: ?|: +|=)(?<o>\\\\?[\"']?)(?<s>[^\\s\"'\\\\,;&{}\\[\\]]+)");

    private static final Pattern ENV_NAME =
            Pattern.compile("(?i)^[\\s-]*\"?name\"?\\s*:\\s*\"?" + NAME + "\"?\\s*,?\\s*$");
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
    Secrets(boolean holdsSecrets) {
        this.holdsSecrets = holdsSecrets;
    }

    /** How many were removed. */
    long removed() {
        return removed;
    }

    /** The next line of the file, without its secrets. */
    String line(String line) {
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
        if (!SUSPECT.matcher(out).find()) {
            return out;
        }
        env = ENV_NAME.matcher(out).matches() || CEPH.matcher(out).find();
        for (Pattern rule : RULES) {
            out = without(rule, out);
        }
        out = assigned(out);
        pem = PEM_BEGIN.matcher(out).find();
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
