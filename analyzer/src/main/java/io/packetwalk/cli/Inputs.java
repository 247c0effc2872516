package io.packetwalk.cli;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bundles on the command line. */
public final class Inputs {
    private static final List<String> ENDINGS = List.of(
            ".tar.gz", ".tar.xz", ".tar.zst", ".tar.bz2", ".tgz", ".txz", ".tzst", ".tar", ".zip", ".pcapng", ".pcap");

    private final LimitFlags limits;

    public Inputs(Usage usage) {
        limits = new LimitFlags(usage.group("Limits, for bundles from strangers"));
    }

    /** The typed inputs joined into one bundle; nothing is read yet. */
    public Bundle open(List<String> typed, Shell shell) {
        List<Input> inputs = new ArrayList<>();
        for (String input : typed) {
            inputs.add(input.equals("-") ? new Input.Piped("stdin", shell.in()) : new Input.Stored(shell.path(input)));
        }
        try {
            return Bundle.of(inputs, limits.limits(), System::nanoTime);
        } catch (NoSuchFileException e) {
            throw new Failure("there is no file or folder " + e.getFile());
        }
    }

    /** How many words of {@code typed} name inputs: those before the first that is neither {@code -} nor a file that exists. */
    public static int leading(List<String> typed, Shell shell) {
        int count = 0;
        while (count < typed.size() && isInput(typed.get(count), shell)) {
            count++;
        }
        return count;
    }

    /** True for a word that was surely meant as a file, whether or not it is there. */
    public static boolean looksLikeFile(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(lower::endsWith);
    }

    /** {@code prod.tar.gz} is {@code prod}. */
    public static String stem(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ENDINGS.stream()
                .filter(ending -> lower.endsWith(ending) && lower.length() > ending.length())
                .findFirst()
                .map(ending -> name.substring(0, name.length() - ending.length()))
                .orElse(name);
    }

    private static boolean isInput(String word, Shell shell) {
        if (word.equals("-")) {
            return true;
        }
        try {
            return Files.exists(shell.path(word));
        } catch (java.nio.file.InvalidPathException e) {
            return false;
        }
    }
}
