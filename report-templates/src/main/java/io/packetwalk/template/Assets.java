package io.packetwalk.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * Style and script of the page, each one text, and the policy that admits exactly these two and nothing else. The hashes are made from
 * the bytes that stand in the page, so they cannot drift apart.
 *
 * @param style all style sheets
 * @param script all scripts
 * @param policy the Content-Security-Policy
 */
public record Assets(String style, String script, String policy) {

    private static final List<String> STYLES =
            List.of("tone.css", "frame.css", "card.css", "walk.css", "table.css", "section.css", "print.css");
    private static final List<String> SCRIPTS = List.of(
            "dom.js",
            "group.js",
            "chunk.js",
            "fold.js",
            "words.js",
            "address.js",
            "columns.js",
            "match.js",
            "place.js",
            "copy.js",
            "flows.js",
            "ladder.js",
            "around.js",
            "flow.js",
            "pairs.js",
            "ticks.js",
            "timeline.js",
            "lookups.js",
            "services.js",
            "nodes.js",
            "policy.js",
            "evidence.js",
            "further.js",
            "look.js",
            "names.js",
            "route.js",
            "rail.js",
            "keys.js");

    /** Reads them from the class path. */
    public static Assets load() {
        String style = join("style/", STYLES);
        String script = join("script/", SCRIPTS);
        String policy = "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style)
                + "'; img-src data:; base-uri 'none'; form-action 'none'";
        return new Assets(style, script, policy);
    }

    /** As CSP level 3 writes a hash source: algorithm and base64 of the digest of the element's text. */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String join(String folder, List<String> names) {
        StringBuilder all = new StringBuilder("\n");
        names.forEach(name -> all.append(read(folder + name)));
        return all.toString();
    }

    private static String read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
