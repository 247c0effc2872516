package io.packetwalk.walk;

/**
 * A question the evidence does not answer, and the answer supposed in one alternative of the walk.
 *
 * @param key same key, same question
 * @param side the supposed answer
 * @param missing what would answer it
 */
public record Doubt(String key, boolean side, Missing missing) {}
