package io.packetwalk.policy.inquiry;

/**
 * What nobody told us and the answer depends on.
 *
 * @param what what is missing
 * @param why why it matters
 * @param command what would get it, may be empty
 */
public record Unsaid(String what, String why, String command) {}
