package io.packetwalk.doc;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;

/**
 * What an unquoted YAML scalar means, by the YAML 1.1 rules that kubectl applies (sigs.k8s.io/yaml): {@code NO} and {@code on} are
 * booleans, {@code 0644} is 420. Base 60 numbers and timestamps stay text there, and here.
 */
final class YamlScalar {
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> NOT_FINITE = Set.of(".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN");

    private YamlScalar() {}

    static Tree.Scalar of(long line, String plain) {
        char first = plain.isEmpty() ? '~' : plain.charAt(0);
        if (first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.') {
            return number(line, plain);
        }
        // Most scalars are names and paths: longer than any word below.
        if (plain.length() <= 5) {
            if (TRUE.contains(plain)) {
                return new Tree.Scalar(line, Tree.Kind.BOOLEAN, "true", false);
            }
            if (FALSE.contains(plain)) {
                return new Tree.Scalar(line, Tree.Kind.BOOLEAN, "false", false);
            }
            if (NULL.contains(plain)) {
                return new Tree.Scalar(line, Tree.Kind.NULL, "", false);
            }
        }
        return new Tree.Scalar(line, Tree.Kind.TEXT, plain, false);
    }

    private static Tree.Scalar number(long line, String plain) {
        int sign = plain.charAt(0) == '-' || plain.charAt(0) == '+' ? 1 : 0;
        String digits = plain.substring(sign);
        String minus = plain.charAt(0) == '-' ? "-" : "";
        if (NOT_FINITE.contains(digits)) {
            return new Tree.Scalar(line, Tree.Kind.DECIMAL, plain, false);
        }
        int radix = radix(digits);
        if (radix > 0 && plain.length() <= 64) {
            int prefix = radix == 10 ? 0 : radix == 8 && digits.charAt(1) != 'o' ? 1 : 2;
            String plainDigits = digits.substring(prefix).replace("_", "");
            String text = radix == 10 ? plainDigits : new BigInteger(plainDigits, radix).toString();
            return new Tree.Scalar(line, Tree.Kind.INTEGER, minus + text, false);
        }
        return new Tree.Scalar(line, isDecimal(digits) ? Tree.Kind.DECIMAL : Tree.Kind.TEXT, plain, false);
    }

    /** 2, 8, 10 or 16; 0 when the text is no integer. */
    private static int radix(String digits) {
        if (digits.isEmpty()) {
            return 0;
        }
        if (digits.charAt(0) != '0' || digits.length() == 1) {
            return allIn(digits, 0, 10) ? 10 : 0;
        }
        return switch (digits.toLowerCase(Locale.ROOT).charAt(1)) {
            case 'x' -> allIn(digits, 2, 16) ? 16 : 0;
            case 'b' -> allIn(digits, 2, 2) ? 2 : 0;
            case 'o' -> allIn(digits, 2, 8) ? 8 : 0;
            default -> allIn(digits, 1, 8) ? 8 : 0;
        };
    }

    private static boolean allIn(String digits, int from, int radix) {
        if (from == digits.length() || digits.charAt(from) == '_' || digits.charAt(digits.length() - 1) == '_') {
            return false;
        }
        for (int i = from; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c != '_' && (c > 'f' || Character.digit(c, radix) < 0)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDecimal(String digits) {
        int at = 0;
        int seen = 0;
        boolean dot = false;
        while (at < digits.length() && (isDigit(digits.charAt(at)) || digits.charAt(at) == '.' && !dot)) {
            dot |= digits.charAt(at) == '.';
            seen += isDigit(digits.charAt(at)) ? 1 : 0;
            at++;
        }
        if (seen == 0) {
            return false;
        }
        if (at < digits.length() && (digits.charAt(at) == 'e' || digits.charAt(at) == 'E')) {
            at++;
            if (at < digits.length() && (digits.charAt(at) == '+' || digits.charAt(at) == '-')) {
                at++;
            }
            int exponent = at;
            while (at < digits.length() && isDigit(digits.charAt(at))) {
                at++;
            }
            return at > exponent && at == digits.length();
        }
        return dot && at == digits.length();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
