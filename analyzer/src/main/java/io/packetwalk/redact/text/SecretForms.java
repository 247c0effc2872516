package io.packetwalk.redact.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What secrets look like within one line. Each form names words that a line with such a secret holds, so that few lines are looked at closely. */
final class SecretForms {
    private static final String NAME_WORDS =
            "password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
                    + "|client[_-]?key|owner[_-]?account|credential|encryption[_-]?key|session[_-]?key|auth[_-]?key|cert[_-]?key|pwd|preshared";

    /** Any name that is called like a secret. */
    static final String NAME = "(?:[A-Za-z0-9_.-]*(?:" + NAME_WORDS + ")[A-Za-z0-9_.-]*)";

    /** Words of {@link #NAME}, so that a line without them has no such name. */
    private static final String NAMED = "password|passwd|passphrase|secret|token|key|account|credential|pwd|preshared";

    /**
     * A form.
     *
     * @param pattern its group {@code s} is what must go
     * @param clues lists of words separated by {@code |}; a line with such a secret holds one of each list
     */
    private record Form(Pattern pattern, List<String> clues) {}

    private static final List<Form> FORMS = List.of(
            form("(?i)\\b[a-z][a-z0-9+.-]*://(?<s>[^\\s:/@\"']+:[^\\s@\"'/]+)@", "://", "@"),
            form("(?i)(?<s>[^\\s:/@\"'=]+:[^\\s@\"']+)@tcp\\(", "@tcp("),
            form("\\b(?<s>eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]*)", "eyj"),
            form("(?i)\\bbearer +(?<s>[A-Za-z0-9._~+/=-]{8,})", "bearer "),
            form(
                    "(?i)\\b(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-auth-token)\\\\?\"? ?[:=] ?\\\\?\"?(?<s>[^\"\\\\\\r\\n]+)",
                    "authorization|cookie|x-api-key|x-auth-token"),
            form("\\b(?<s>(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16})\\b", "akia|asia|aroa|aida"),
            form(
                    "\\b(?<s>gh[pousr]_[A-Za-z0-9]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abprs]-[A-Za-z0-9-]{8,}|sk_(?:live|test)_[A-Za-z0-9]{12,})",
                    "ghp_|gho_|ghu_|ghs_|ghr_|glpat-|xox|sk_live_|sk_test_"),
            form("\\b(?<s>[a-z0-9]{6}\\.[a-z0-9]{16})\\b(?=.*(?i:token)|(?<=(?i:token).{0,80}))", "token"),
            form(
                    "(?<s>[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){0,8}\\.[A-Za-z]{2,24})\\b",
                    "@"),
            form("(?<s>LS0tLS1CRUdJTi[A-Za-z0-9+/=\\\\]+)", "ls0tls1crudjti"),
            // A certificate or key without its frame (DER), and something compressed: we cannot look into either.
            form("(?<![A-Za-z0-9+/])(?<s>(?:MII[A-Za-z0-9+/]{2}|H4sIA|SDRzS)[A-Za-z0-9+/]{50,}=*)", "mii|h4sia|sdrzs"),
            form("-----BEGIN [A-Z0-9 ]+-----(?<s>.+?)-----END", "-----begin"),
            form(
                    "(?i)\\b(?:data source|location|user id|password|server|database|uid|pwd) ?= ?(?<s>[^;\"'\\s]+)(?=;)",
                    "data source|location|user id|password|server|database|uid|pwd",
                    ";"),
            form(
                    "(?i)(?:private key|preshared key|private-key|preshared-key|psk) ?[:=] ?(?<s>[A-Za-z0-9+/]{20,}=*)",
                    "private key|preshared key|private-key|preshared-key|psk"),
            form(
                    "(?i)\\b(?:auth|enc|aead|auth-trunc)(?: [a-z0-9()_-]+)? 0x(?<s>[0-9a-f]{16,})",
                    "auth|enc|aead",
                    " 0x"),
            form(
                    "(?i)(?<![A-Za-z0-9])--?[a-z-]*(?:password|passwd|token|secret)(?<!-file) +(?<s>[^\\s-][^\\s\"]*)",
                    "password |passwd |token |secret "),
            // "name": "DB_PASSWORD", "value": "x" on one line, plain or escaped.
            form(
                    "(?i)\\\\?\"name\\\\?\" ?: ?\\\\?\"" + NAME
                            + "\\\\?\" ?, ?\\\\?\"value\\\\?\" ?: ?\\\\?\"(?<s>(?:[^\"\\\\]++|\\\\[^\"])++)",
                    NAMED,
                    "\"name",
                    "\"value"),
            form(
                    "(?i)\\\\?\"value\\\\?\" ?: ?\\\\?\"(?<s>(?:[^\"\\\\]++|\\\\[^\"])++)\\\\?\" ?, ?\\\\?\"name\\\\?\" ?: ?\\\\?\""
                            + NAME + "\\\\?\"",
                    NAMED,
                    "\"name",
                    "\"value"));

    private static final List<String> CLUES = clues();
    private static final Keywords WORDS = Keywords.of(CLUES);
    private static final long[] NEEDED =
            FORMS.stream().mapToLong(form -> bits(form.clues())).toArray();

    /** Bits of {@link #clues(String)}: a name that is called like a secret; something that is not over at the end of the line. */
    static final long CALLED = bits(List.of(NAMED));

    static final long BEGUN = bits(List.of("-----begin"));
    static final long ENTITY = bits(List.of("\"entity"));

    private SecretForms() {}

    private static Form form(String pattern, String... clues) {
        return new Form(Pattern.compile(pattern), List.of(clues));
    }

    private static List<String> clues() {
        List<String> all = new ArrayList<>(List.of(NAMED, "-----begin", "\"entity"));
        FORMS.forEach(form -> all.addAll(form.clues()));
        return all.stream().distinct().toList();
    }

    private static long bits(List<String> clues) {
        return clues.stream().mapToLong(clue -> 1L << CLUES.indexOf(clue)).reduce(0, (a, b) -> a | b);
    }

    /** What a line holds of the words that secrets come with. */
    static long clues(String line) {
        return WORDS.in(line);
    }

    /** The forms that a line with such clues may have. */
    static List<Pattern> of(long clues) {
        List<Pattern> forms = new ArrayList<>(2);
        for (int i = 0; i < NEEDED.length; i++) {
            if ((clues & NEEDED[i]) == NEEDED[i]) {
                forms.add(FORMS.get(i).pattern());
            }
        }
        return forms;
    }
}
