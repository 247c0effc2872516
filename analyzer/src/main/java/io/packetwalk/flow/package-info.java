/**
 * What was seen? Conversations of all captures, conntrack tables and logs joined into flows, across translation and tunnels.
 *
 * <p>May import {@code model}, {@code fact} and {@code capture}.
 */
@NullMarked
package io.packetwalk.flow;

import org.jspecify.annotations.NullMarked;
