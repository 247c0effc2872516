package io.packetwalk.redact.pseudonym;

import io.packetwalk.evidence.Spelling;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Names under pseudonyms, part by part, so that a pod still begins with the name of its workload. A pseudonym is as long as what it
 * stands for: columns stay columns, and messages on the wire keep their length. Words that look like one another misspelt have pseudonyms
 * that do, as many letters apart, and others have not: what the analysis says of a name that is nearly right stays true.
 */
final class Words {
    private static final Pattern SEPARATOR = Pattern.compile("[-_.]");
    /** Numbers, and versions of a workload. */
    private static final Pattern ORDINAL = Pattern.compile("v?[0-9]{1,3}");

    private static final Pattern COUNTED = Pattern.compile("[a-z]{2,}[0-9]{1,3}");
    private static final String SOUNDS = "bdfgklmnprstvz";
    private static final String VOWELS = "aeiou";
    private static final int PRONOUNCEABLE = 60;
    /** So many candidates are tried for one that keeps every likeness, and so many more for one that makes none anew. */
    private static final int PATIENCE = 150;

    private static final int SHORTEST = 3;

    private final Key key;
    private final Map<String, String> pseudonyms = new TreeMap<>();
    private final Map<String, String> originals = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Alikes alikes;
    private final Alikes images;
    private final Set<String> names;
    private final Set<String> labels;

    /** @param before pseudonyms given in an earlier run with the same key */
    Words(Key key, Vocabulary vocabulary, Map<String, String> before) {
        this.key = key;
        this.names = new HashSet<>(vocabulary.names());
        this.labels = new HashSet<>(vocabulary.labels());
        Set<String> all = new TreeSet<>();
        names.forEach(name -> collect(name, all));
        labels.forEach(label -> collect(label, all));
        int spelt = (int) all.stream().filter(Alikes::spelt).count() + before.size();
        alikes = new Alikes(spelt);
        images = new Alikes(spelt);
        taken.addAll(all);
        before.forEach(this::put);
        // In sorted order, so that the order of files does not matter.
        all.forEach(this::pseudonym);
    }

    private static void collect(String name, Set<String> all) {
        for (String part : parts(name)) {
            all.add(stem(part));
        }
    }

    /** The parts of a name in lower case. */
    static String[] parts(String name) {
        return SEPARATOR.split(name.toLowerCase(Locale.ROOT), -1);
    }

    /** A number behind a word counts things: it is no part of the name. */
    private static String stem(String part) {
        return COUNTED.matcher(part).matches() ? part.replaceAll("[0-9]+$", "") : part;
    }

    /** Parts and their pseudonyms. */
    Map<String, String> pseudonyms() {
        return pseudonyms;
    }

    /** True when a run is a known name as a whole. */
    boolean name(String run) {
        return names.contains(run);
    }

    /** True when a run is a known label of a domain. */
    boolean label(String run) {
        return labels.contains(run) || labels.contains(run.toLowerCase(Locale.ROOT));
    }

    /** The pseudonym of a whole name: every part that is a word gets its own. */
    String of(String name) {
        StringBuilder out = new StringBuilder(name.length());
        boolean software = Reserved.software(parts(name)[0]);
        int from = 0;
        for (int at = 0; at <= name.length(); at++) {
            if (at == name.length() || "-_.".indexOf(name.charAt(at)) >= 0) {
                String part = name.substring(from, at);
                out.append(software && Reserved.open(part) ? part : part(part));
                if (at < name.length()) {
                    out.append(name.charAt(at));
                }
                from = at + 1;
            }
        }
        return out.toString();
    }

    private String part(String part) {
        if (part.isEmpty() || ORDINAL.matcher(part).matches()) {
            return part;
        }
        String lower = part.toLowerCase(Locale.ROOT);
        String stem = stem(lower);
        return cased(pseudonym(stem) + lower.substring(stem.length()), part);
    }

    private String pseudonym(String word) {
        String known = pseudonyms.get(word);
        if (known != null) {
            return known;
        }
        if (word.isEmpty() || ORDINAL.matcher(word).matches()) {
            return word;
        }
        List<String> likes = alikes.of(word);
        byte[] drawn = key.draw("word/" + word);
        for (int attempt = 0; ; attempt++) {
            if (attempt > 0) {
                drawn = key.draw("word/" + word + "/" + attempt);
            }
            String candidate = attempt == 0 ? joined(word) : "";
            if (candidate.isEmpty()) {
                candidate = likes.isEmpty() || attempt > PATIENCE
                        ? candidate(word, drawn, attempt)
                        : derived(word, likes.get(attempt % likes.size()), drawn);
            }
            if (!taken.contains(candidate)
                    && !originals.containsKey(candidate)
                    && (candidate.length() < 2 || !Reserved.word(candidate))
                    && !Reserved.open(candidate)
                    && !Domains.common(candidate)
                    && (attempt > 2 * PATIENCE || likenessKept(word, likes, candidate, attempt > PATIENCE))) {
                put(word, candidate);
                return candidate;
            }
        }
    }

    /** Two known words written as one have their pseudonyms written as one. */
    private String joined(String word) {
        for (int at = SHORTEST; at <= word.length() - SHORTEST; at++) {
            String head = word.substring(0, at);
            String tail = word.substring(at);
            if (taken.contains(head) && taken.contains(tail)) {
                return pseudonym(head) + pseudonym(tail);
            }
        }
        return "";
    }

    /** The pseudonym of a word that is alike, with other letters where the two differ. */
    private String derived(String word, String like, byte[] drawn) {
        String image = pseudonyms.getOrDefault(like, "");
        String fresh = candidate(word, drawn, PRONOUNCEABLE);
        int[] places = Alikes.places(word, like);
        StringBuilder out = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            out.append(places[i] >= 0 && image.length() == like.length() ? image.charAt(places[i]) : fresh.charAt(i));
        }
        return out.toString();
    }

    private boolean likenessKept(String word, List<String> likes, String candidate, boolean roughly) {
        if (!Alikes.spelt(word)) {
            return true;
        }
        for (String like : likes) {
            if (!roughly
                    && Spelling.edits(candidate, pseudonyms.getOrDefault(like, "")) != Spelling.edits(word, like)) {
                return false;
            }
        }
        return images.of(candidate).stream().allMatch(image -> likes.contains(originals.getOrDefault(image, "")));
    }

    private void put(String word, String pseudonym) {
        pseudonyms.put(word, pseudonym);
        originals.put(pseudonym, word);
        if (Alikes.spelt(word)) {
            alikes.add(word);
            images.add(pseudonym);
        }
    }

    /** Letters for letters and digits for digits; when a short word has no such pseudonym left, a longer one. */
    private static String candidate(String word, byte[] drawn, int attempt) {
        StringBuilder out = new StringBuilder(word.length());
        boolean vowel = (drawn[0] & 1) != 0;
        for (int i = 0; i < word.length() + Math.max(0, attempt - 400) / 100; i++) {
            int b = drawn[(i + 1) % drawn.length] & 0xff ^ i / drawn.length;
            char c = i < word.length() ? word.charAt(i) : 'x';
            if (c >= '0' && c <= '9') {
                out.append((char) ('0' + b % 10));
            } else if (attempt < PRONOUNCEABLE && word.length() > 2) {
                out.append(vowel ? VOWELS.charAt(b % VOWELS.length()) : SOUNDS.charAt(b % SOUNDS.length()));
                vowel = !vowel;
            } else {
                out.append((char) ('a' + b % 26));
            }
        }
        return out.toString();
    }

    private static String cased(String pseudonym, String like) {
        if (like.equals(like.toLowerCase(Locale.ROOT))) {
            return pseudonym;
        }
        StringBuilder out = new StringBuilder(pseudonym);
        for (int i = 0; i < Math.min(like.length(), out.length()); i++) {
            if (Character.isUpperCase(like.charAt(i))) {
                out.setCharAt(i, Character.toUpperCase(out.charAt(i)));
            }
        }
        return out.toString();
    }
}
