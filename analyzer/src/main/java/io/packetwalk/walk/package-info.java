/**
 * Where would this packet go, by which rule, and does the answer come back? Three-valued, with exact weights for random choices.
 *
 * <p>Here stand the nouns (a question, its walk, paths of steps, verdicts) and {@link io.packetwalk.walk.Walker}, which reads top to
 * bottom as the story of one connection. Its chapters: {@code dns} (a name becomes addresses), {@code netfilter} (the rules of one
 * host), {@code route} (which way out), {@code travel} (links, tunnels, the next host, the listener).
 *
 * <p>May import {@code evidence}, {@code net}, {@code fact}, {@code model} and {@code policy}.
 */
@NullMarked
package io.packetwalk.walk;

import org.jspecify.annotations.NullMarked;
