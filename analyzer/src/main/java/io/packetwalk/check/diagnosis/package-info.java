/**
 * What is the answer, when all checks have spoken? Runs them, gives each finding its role and rank, gathers failures into incidents, and says what nobody explains.
 *
 * <p>May import what {@code check} may. Checks do not know it.
 */
@NullMarked
package io.packetwalk.check.diagnosis;

import org.jspecify.annotations.NullMarked;
