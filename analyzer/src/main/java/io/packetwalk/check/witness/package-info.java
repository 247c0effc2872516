/**
 * What do flows, walks, logs and clocks testify about a case? Questions that several checks ask, each answered once, here: who was on the way, what failed, on which
 * node, when, and what worked beside it.
 *
 * <p>May import what {@code check} may. It knows no cause.
 */
@NullMarked
package io.packetwalk.check.witness;

import org.jspecify.annotations.NullMarked;
