package io.packetwalk.policy;

/**
 * One rule of a policy in one direction.
 *
 * @param by where it stands
 * @param answer what it answers where it matches: bits of {@link Answers}
 * @param peers whom it speaks about
 * @param ports which protocols and ports
 */
public record Rule(By by, int answer, Match peers, PortMatch ports) {}
