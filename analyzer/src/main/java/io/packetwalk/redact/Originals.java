package io.packetwalk.redact;

import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import io.packetwalk.redact.pseudonym.Identities;
import io.packetwalk.redact.pseudonym.Mapping;
import io.packetwalk.redact.text.Text;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** From pseudonyms back to originals, by the map that {@code redact} wrote. */
public final class Originals implements Mapping {
    private final Map<String, String> words = new HashMap<>();
    private final Map<String, String> others = new HashMap<>();

    /**
     * The way back of a map; both parts lead from originals to pseudonyms.
     *
     * @param words parts of names
     * @param others addresses, subnets and chains
     */
    public Originals(Map<String, String> words, Map<String, String> others) {
        words.forEach((original, pseudonym) -> this.words.put(pseudonym, original));
        others.forEach((original, pseudonym) -> this.others.put(pseudonym, original));
    }

    /** {@code text} with originals for pseudonyms. */
    public String reveal(String text) {
        return new Text(this).line(text);
    }

    @Override
    public Ip address(Ip ip) {
        return Ip.parse(others.getOrDefault(ip.toString(), "")).orElse(ip);
    }

    @Override
    public Cidr subnet(Cidr cidr) {
        return Cidr.parse(others.getOrDefault(cidr.toString(), cidr.toString())).orElse(cidr);
    }

    @Override
    public long hardware(long mac) {
        String text = others.getOrDefault(new Mac(mac).toString(), "");
        return text.isEmpty() ? mac : Long.parseLong(text.replace(":", ""), 16);
    }

    @Override
    public boolean knows(Ip ip) {
        return others.containsKey(ip.toString());
    }

    @Override
    public boolean knows(long mac) {
        return others.containsKey(new Mac(mac).toString());
    }

    @Override
    public String run(String run, boolean dotted) {
        String known = others.get(run.toLowerCase(Locale.ROOT));
        return known != null
                ? known
                : Identities.replaced(
                        run, number -> others.getOrDefault(number.toLowerCase(Locale.ROOT), number), this::name);
    }

    private String name(String run) {
        StringBuilder out = new StringBuilder(run.length());
        int from = 0;
        for (int at = 0; at <= run.length(); at++) {
            if (at == run.length() || "-_".indexOf(run.charAt(at)) >= 0) {
                out.append(part(run.substring(from, at)));
                if (at < run.length()) {
                    out.append(run.charAt(at));
                }
                from = at + 1;
            }
        }
        return out.toString();
    }

    private String part(String part) {
        String lower = part.toLowerCase(Locale.ROOT);
        String stem = lower.replaceAll("[0-9]{1,3}$", "");
        String found = words.get(lower);
        if (found == null && words.containsKey(stem)) {
            found = words.get(stem) + lower.substring(stem.length());
        }
        if (found == null) {
            return part;
        }
        return part.equals(lower) ? found : found.toUpperCase(Locale.ROOT);
    }

    @Override
    public String chain(String prefix, String hash) {
        String original = others.get(prefix + hash);
        return original == null ? hash : original.substring(prefix.length());
    }

    @Override
    public String nftChain(String kind, String hash, String text) {
        String name = kind + "-" + hash + "-" + text;
        return others.getOrDefault(name, name);
    }
}
