package io.packetwalk.check;

/**
 * One thing to do.
 *
 * @param command exact command
 * @param risk blast radius: {@code none} (read-only), {@code low}, {@code medium}, {@code high}, with a word on what it touches
 * @param undo how to take it back, empty when there is nothing to take back
 */
public record Remedy(String command, String risk, String undo) {}
