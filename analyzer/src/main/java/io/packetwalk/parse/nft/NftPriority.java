package io.packetwalk.parse.nft;

import io.packetwalk.parse.Numbers;
import java.util.Map;
import java.util.OptionalInt;

/** The priority of a base chain: a number, a name, or a name plus or minus a number. */
final class NftPriority {

    /** nft(8), "standard priority names, family and hook compatibility matrix". */
    private static final Map<String, Integer> INET =
            Map.of("raw", -300, "mangle", -150, "dstnat", -100, "filter", 0, "security", 50, "srcnat", 100);

    private static final Map<String, Integer> BRIDGE =
            Map.of("dstnat", -300, "filter", -200, "out", 100, "srcnat", 300);

    private NftPriority() {}

    /** {@code dstnat - 10}, {@code filter}, {@code -150}, {@code mangle+1}; empty when it is none of these. */
    static OptionalInt read(String text, String family) {
        String plain = text.replace(" ", "");
        int sign = Math.max(plain.indexOf('+', 1), plain.indexOf('-', 1));
        String name = sign < 0 ? plain : plain.substring(0, sign);
        String offset = sign < 0 ? "0" : plain.substring(plain.charAt(sign) == '+' ? sign + 1 : sign);
        Integer base = (family.equals("bridge") ? BRIDGE : INET).get(name);
        if (base == null) {
            int number = Numbers.decimal(plain, Integer.MIN_VALUE);
            return number == Integer.MIN_VALUE ? OptionalInt.empty() : OptionalInt.of(number);
        }
        int add = Numbers.decimal(offset, Integer.MIN_VALUE);
        return add == Integer.MIN_VALUE ? OptionalInt.empty() : OptionalInt.of(base + add);
    }
}
