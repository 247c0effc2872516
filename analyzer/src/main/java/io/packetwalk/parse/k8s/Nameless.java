package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Tree;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * What an object without a name is called: by what it says, never by where it stands. One file or many, JSON or YAML, whatever the order: the same object has the same name,
 * and two objects that say the same are one.
 */
final class Nameless {

    /** Enough that two different objects of one manifest do not meet. */
    private static final int DIGITS = 10;

    private Nameless() {}

    static String of(Tree object) {
        StringBuilder text = new StringBuilder();
        write(object, text);
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return "unnamed-" + HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Values without lines, fields by name; lengths keep one text from looking like two. */
    private static void write(Tree tree, StringBuilder out) {
        switch (tree) {
            case Tree.Obj object -> {
                out.append('{');
                new TreeMap<>(object.fields()).forEach((name, value) -> {
                    text(name, out);
                    write(value, out);
                });
                out.append('}');
            }
            case Tree.Arr list -> {
                out.append('[');
                list.items().forEach(item -> write(item, out));
                out.append(']');
            }
            case Tree.Scalar scalar -> {
                out.append(scalar.kind().name().charAt(0));
                text(scalar.text(), out);
            }
        }
    }

    private static void text(String text, StringBuilder out) {
        out.append(text.length()).append(':').append(text);
    }
}
