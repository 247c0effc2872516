package io.packetwalk.walk.dns.server;

import java.util.List;
import java.util.Locale;

/** Names and the zones they are in. */
final class Zones {

    private Zones() {}

    /** In lower case and with its final dot, as CoreDNS compares names. */
    static String full(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower : lower + ".";
    }

    static boolean within(String name, String zone) {
        String whole = full(zone);
        return whole.equals(".") || name.equals(whole) || name.endsWith("." + whole);
    }

    static boolean within(String name, List<String> zones) {
        return zones.stream().anyMatch(zone -> within(name, zone));
    }

    /** What stands before the zone, without the dot between; empty for the zone's own name. */
    static String head(String name, String zone) {
        String whole = full(zone);
        if (whole.equals(".")) {
            return name.substring(0, name.length() - 1);
        }
        return name.equals(whole) ? "" : name.substring(0, name.length() - whole.length() - 1);
    }
}
