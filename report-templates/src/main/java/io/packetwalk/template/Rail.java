package io.packetwalk.template;

import java.util.List;

/**
 * The list of sections at the side.
 *
 * @param sections those below the findings, in the order of the page
 */
public record Rail(List<Entry> sections) {

    /**
     * One section, and whether it is worth going there.
     *
     * @param place its fragment
     * @param title its name
     * @param count how much there is, may be empty
     * @param trouble what of it is in trouble, in one word that says what was counted; empty when nothing is
     */
    public record Entry(String place, String title, String count, String trouble) {}
}
