package io.packetwalk.parse.capture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts of which a capture has few different ones, by number: names that are asked for, types, response codes. */
final class Words {

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> words = new ArrayList<>();

    int number(String word) {
        Integer known = numbers.get(word);
        if (known != null) {
            return known;
        }
        int number = words.size();
        numbers.put(word, number);
        words.add(word);
        return number;
    }

    String word(long number) {
        return words.get((int) number);
    }
}
