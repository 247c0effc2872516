/**
 * Where did a flow's packets vanish? Between the last point that saw them and the first one on their way that did not, though it was capturing. May import
 * {@code model}, {@code fact}, {@code capture} and the rest of {@code flow}.
 */
@NullMarked
package io.packetwalk.flow.loss;

import org.jspecify.annotations.NullMarked;
